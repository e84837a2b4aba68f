#!/usr/bin/env bash
# The Python tests of training and of the Hailo recipe, in a virtual environment that is made the first time.
#   ci/python-tests.sh [report.xml]
set -euo pipefail
cd "$(dirname "$0")/.."
venv=models/training/.venv
if [ ! -x "$venv/bin/pytest" ]; then
  python3 models/training/install.py --venv "$venv"
fi
"$venv/bin/pytest" models/training/tests targets/pi-hailo/recipe/tests ${1:+--junitxml="$1"}
