package dev.larder.benchmarks.process;

/** Waiting between two looks. */
public final class Pauses {
  private Pauses() {}

  /** Waits so many milliseconds; an interrupt ends the benchmarks. */
  public static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
