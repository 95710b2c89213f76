/** Somebody whom the load plays. */
export type Person = {
  email: string;
  password: string;
  access: string;
  refresh: string;
  ip: string;
};
