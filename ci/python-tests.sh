#!/usr/bin/env bash
# The Python tests of training and of the Hailo recipe, in a virtual environment that is made the first time.
# NEURORACK_NIGHTLY=1 adds files of RAVE's own exporter, NEURORACK_RAVE_VENV names an environment that has it.
#   ci/python-tests.sh [report.xml [tests…]]
set -euo pipefail
cd "$(dirname "$0")/.."
venv=models/training/.venv
if [ ! -x "$venv/bin/pytest" ]; then
  python3 models/training/install.py --venv "$venv"
fi
report=${1:-}
shift $(($# > 0))
[ $# -gt 0 ] || set -- models/training/tests targets/pi-hailo/recipe/tests
"$venv/bin/pytest" "$@" ${report:+--junitxml="$report"}
