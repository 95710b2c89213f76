/** Addresses that a world may use before it comes to those of the next. */
const A_WORLD = 16 * 256;

let worlds = 0;

/**
 * Makes addresses of new visitors. Worlds that share a storage, which counts what an address does,
 * have others each. A world begins with a whole network (/24): the run that tells what there is to
 * fail must not come from two, which makes its device a new one and mails a notice.
 */
export function createAddresses(): () => string {
  let next = worlds++ * A_WORLD;
  return () => {
    const at = next++;
    return `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;
  };
}
