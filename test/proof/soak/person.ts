import type { Api, Caller } from './api.ts';

export type Device = { id: string; access: string; refresh: string };
/** `asked`: mails so far, of which a device gets ten of a kind in an hour. */
export type Person = Caller & {
  id: string;
  email: string;
  password: string;
  devices: Device[];
  secondStep: boolean;
  asked: number;
};

/** Where tokens go. */
export const DELIVERY = { token_delivery: 'both' };
/** The device that an answer with tokens signs in. */
export const deviceIn = (body: Record<string, unknown>): Device => ({
  id: body.session_id as string,
  access: body.access_token as string,
  refresh: body.refresh_token as string,
});

/** Proves again who it is, as what matters wants a password of the last ten minutes. */
export async function stepUp(api: Api, person: Person, device: Device): Promise<void> {
  const json = { password: person.password, ...DELIVERY };
  const { body } = await api.ask(person, 'POST', '/auth/step-up', { token: device.access, json });
  Object.assign(device, deviceIn(body));
}
