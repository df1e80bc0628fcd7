package dev.larder.benchmarks.load;

/**
 * The end of one caller's wait.
 *
 * @param end when it was, by {@link System#nanoTime}
 * @param answered true when it got what the origin says
 */
record Waited(long end, boolean answered) {}
