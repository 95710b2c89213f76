/** What `npm run admin -- --help` prints. */
export const HELP = `Administers a Latchkey from the command line.

  npm run admin -- create EMAIL         creates an admin, who is mailed a link to choose a
                                        password, or promotes the existing user
  npm run admin -- promote EMAIL        makes a user an admin, from their next refresh
  npm run admin -- unlock EMAIL         ends lockouts and locks
  npm run admin -- end-sessions EMAIL   signs a user out everywhere
  npm run admin -- export EMAIL         prints all data of a user as JSON
  npm run admin -- stats                counts users, sessions and the events of the last day
  npm run admin -- flush                deletes all expired data
  npm run admin -- seals                counts the secrets of second factors by the AUTH_SECRET that
                                        seals them: a former one is needed while it seals any
  npm run admin -- reconcile USER       compares D1 with what the guard of a user (address or id)
                                        knows, and repairs what differs; --all for every user,
                                        --dry-run to be told only

  npm run admin -- client list          lists OAuth clients, oldest first
  npm run admin -- client show ID       prints all settings of one
  npm run admin -- client add --name NAME --redirect-uri URI [settings]
                                        registers one, and prints its secret this once
  npm run admin -- client change ID [settings]
                                        changes what is given and leaves the rest
  npm run admin -- client rotate ID     prints another secret; the former stays good until the next
                                        rotation, unless --drop is given
  npm run admin -- client remove ID     removes one; --disable stops one that may come back

Settings of a client:
  --name NAME                   what people read when they are asked for consent
  --redirect-uri URI            may be given several times; a change replaces all of them
  --post-logout-redirect-uri URI
                                where it may lead after a sign-out; several times too
  --scope "openid email"        what it may ask for
  --public                      an app that can keep no secret
  --auth-method METHOD          none, client_secret_basic (default), client_secret_post,
                                private_key_jwt
  --jwks FILE                   its public keys, for private_key_jwt
  --first-party, --third-party  ours, which skips consent; anybody else's (default)
  --no-pkce, --pkce             whether it may do without PKCE: confidential ones only
  --require-par, --no-par       whether it has to push its requests
  --dpop, --no-dpop             whether its access tokens are bound to a key
  --id-token-alg ALG            RS256, ES256 or EdDSA, where JWT_KEYS has such a key
  --id-token-claims, --no-id-token-claims
                                whether ID tokens have the claims of its scopes
  --lenient-audience, --strict-audience
                                whether its assertions may be for a list, or the token endpoint
  --backchannel-logout-uri URI  where sign-outs of its users are reported; empty for none
  --access-token-ttl SECONDS    60 to 3600; 0 for ACCESS_TOKEN_TTL
  --refresh-token-ttl SECONDS   3600 to 7776000; 0 for REFRESH_TOKEN_TTL_REMEMBER
  --disable, --enable           refuses it everywhere, within half a minute; ends that

  --port N              the \`npm run dev\` of this checkout on that port, if several are running
  --persist-to DIR      the one that keeps its state in DIR
  --env NAME            the one that serves this environment of wrangler.toml: staging, production
  --remote              the deployed Worker of that environment instead
  --json                prints results as JSON
  --help                prints this text

It names its target on standard error before it acts. Exit codes: 0 done, 1 refused, failed, or
with something left that reconcile cannot settle, 2 wrong usage.`;
