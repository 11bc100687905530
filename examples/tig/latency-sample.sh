#!/bin/sh
# Prints what Xenomai's `latency` prints, for machines without it: a header, and one RTD line a second.
echo "== Sampling period: 1000 us"
echo "RTH|----lat min|----lat avg|----lat max|-overrun|---msw|---lat best|--lat worst"
worst=0
n=0
while :; do
  n=$((n + 1))
  max=$((4 + n % 5))
  [ "$max" -gt "$worst" ] && worst=$max
  echo "RTD|      0.$((n % 9 + 1))00|      1.250|      $max.125|       0|     0|      0.100|      $worst.125"
  sleep 1
done
