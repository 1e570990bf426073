#!/bin/sh
# Makes what compose.yaml needs beside it: secrets, each in a file, and sluis.yaml. What is there already stays.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
[ -s secrets/database_password ] || random > secrets/database_password
[ -s secrets/master_key ] || head -c 32 /dev/urandom | base64 > secrets/master_key
[ -e secrets/upstream_key ] || { : > secrets/upstream_key; echo "put the key of your model into docker/secrets/upstream_key" >&2; }
[ -e sluis.yaml ] || cp sluis.example.yaml sluis.yaml
# The folder keeps others of this machine out; the files are read by the containers' own users.
chmod 700 secrets
chmod 444 secrets/* sluis.yaml
chmod u+w secrets/* sluis.yaml
