package dev.larder.cli.transfer;

/**
 * How an import goes about it.
 *
 * @param batchItems the most records a request
 * @param batchBytes about the most bytes a request
 * @param inFlight how many requests at a time
 * @param failFast whether the first bad record ends it
 */
record ImportLimits(int batchItems, long batchBytes, int inFlight, boolean failFast) {}
