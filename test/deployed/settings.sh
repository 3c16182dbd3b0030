# What the deployment guide leaves to its reader, as the emulator needs it: the names of the block "Settings" of
# docs/deploy.md, and the new secrets of its rotations. Read by run and by the tests, with the environment of run.
export AWS_REGION=us-east-1
NAS_IP=127.0.0.1
NAS_SECRET=testing123
NEW_NAS_SECRET=$NAS_SECRET # the test peer has one for ever
NEW_NETBOX_TOKEN=$NETBOX_TOKEN_V1
TOKEN=$DEPLOYED_TOKEN
stacks=(LeaseholdData LeaseholdCore)
settings=(-c netboxUrl="$NETBOX_URL" -c jwtIssuer="$DEPLOYED_ISSUER" -c jwtAudience=leasehold
  -c environment=dev -c deployAs=CALLER -c allowedOrigins=https://console.example.net)
export NETBOX_URL NETBOX_TOKEN
# The AWS command line of pip asks Amazon itself about queues, unless it is told each time where to ask.
aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
