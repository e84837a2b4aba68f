# The settings of the last time come back, and others are saved until the power is cut.
exec node "$WORLD/saver-probe.js" > /out/probe.log 2>&1
