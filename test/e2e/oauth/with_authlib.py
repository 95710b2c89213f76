"""Signs somebody in by Authlib's OAuth2Session, as its documentation has it."""

import json
import os

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from authlib.oidc.core import CodeIDToken

issuer = os.environ["ISSUER"]
client_id = os.environ["CLIENT_ID"]
server = requests.get(f"{issuer}/.well-known/openid-configuration").json()
session = OAuth2Session(
    client_id,
    os.environ["CLIENT_SECRET"],
    scope="openid profile email offline_access",
    redirect_uri=os.environ["REDIRECT_URI"],
    code_challenge_method="S256",
)

input()
verifier, nonce = generate_token(48), generate_token()
url, state = session.create_authorization_url(
    server["authorization_endpoint"], code_verifier=verifier, nonce=nonce
)
print(url, flush=True)

answer = input()
token = session.fetch_token(
    server["token_endpoint"], authorization_response=answer, state=state, code_verifier=verifier
)
keys = JsonWebKey.import_key_set(requests.get(server["jwks_uri"]).json())
claims = JsonWebToken(server["id_token_signing_alg_values_supported"]).decode(
    token["id_token"],
    keys,
    claims_cls=CodeIDToken,
    claims_options={"iss": {"values": [issuer]}},
    claims_params={
        "nonce": nonce,
        "client_id": client_id,
        "access_token": token["access_token"],
    },
)
claims.validate()
user = session.get(server["userinfo_endpoint"]).json()
assert user["sub"] == claims["sub"]

fresh = session.refresh_token(server["token_endpoint"], refresh_token=token["refresh_token"])
held = session.introspect_token(server["introspection_endpoint"], fresh["access_token"]).json()
session.revoke_token(server["revocation_endpoint"], fresh["refresh_token"], "refresh_token")
try:
    session.refresh_token(server["token_endpoint"], refresh_token=fresh["refresh_token"])
    refusal = None
except OAuthError as error:
    refusal = error.error
print(
    json.dumps({"email": user["email"], "active": held["active"], "refusal": refusal}),
    flush=True,
)
