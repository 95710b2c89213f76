"""Signs somebody in by requests-oauthlib, as its documentation has it; PyJWT reads the ID token."""

import json
import os

import jwt
import requests
from oauthlib.oauth2 import OAuth2Error, WebApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

issuer = os.environ["ISSUER"]
client_id, client_secret = os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]
auth = HTTPBasicAuth(client_id, client_secret)
server = requests.get(f"{issuer}/.well-known/openid-configuration").json()
keys = jwt.PyJWKClient(server["jwks_uri"])
client = WebApplicationClient(client_id)
session = OAuth2Session(
    client=client,
    scope=["openid", "email", "offline_access"],
    redirect_uri=os.environ["REDIRECT_URI"],
)

input()
verifier = client.create_code_verifier(64)
url, _ = session.authorization_url(
    server["authorization_endpoint"],
    code_challenge=client.create_code_challenge(verifier, "S256"),
    code_challenge_method="S256",
)
print(url, flush=True)

token = session.fetch_token(
    server["token_endpoint"],
    authorization_response=input(),
    client_secret=client_secret,
    code_verifier=verifier,
)
key = keys.get_signing_key_from_jwt(token["id_token"]).key
claims = jwt.decode(
    token["id_token"], key, algorithms=["RS256"], audience=client_id, issuer=issuer
)
user = session.get(server["userinfo_endpoint"]).json()
assert user["sub"] == claims["sub"]

fresh = session.refresh_token(server["token_endpoint"], auth=auth)
held = requests.post(
    server["introspection_endpoint"], data={"token": fresh["access_token"]}, auth=auth
).json()
requests.post(
    server["revocation_endpoint"], data={"token": fresh["refresh_token"]}, auth=auth
).raise_for_status()
try:
    session.refresh_token(server["token_endpoint"], auth=auth)
    refusal = None
except OAuth2Error as error:
    refusal = error.error
print(
    json.dumps({"email": user["email"], "active": held["active"], "refusal": refusal}),
    flush=True,
)
