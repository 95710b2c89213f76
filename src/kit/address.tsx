/**
 * An email address, a host or a name to sign in with: from left to right in every language, and where
 * it is too long for its line, broken behind `@` and dots.
 */
export const Address = ({ of }: { of: string }) => (
  <bdi dir="ltr">
    {of.split(/(?<=[@.])/).map((part, index) => (
      <>
        {index > 0 && <wbr />}
        {part}
      </>
    ))}
  </bdi>
);

/** An {@link Address} that a sentence is about. */
export const BoldAddress = ({ of }: { of: string }) => (
  <strong>
    <Address of={of} />
  </strong>
);
