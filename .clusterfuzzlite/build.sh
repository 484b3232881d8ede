#!/bin/bash -eu
# One script builds the targets for both services.
exec bash -eu "$SRC/sluice/ci/oss-fuzz/build.sh"
