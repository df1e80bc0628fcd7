package dev.larder.benchmarks.load;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Callers who wait for the same object.
 *
 * @param began when all of their calls were due, by {@link System#nanoTime}
 * @param waits they never fail
 */
public record Waiting(long began, List<CompletableFuture<Waited>> waits) {
  public Waiting {
    waits = List.copyOf(waits);
  }

  /**
   * What the waits of so many callers came to.
   *
   * @param beyondNanos of those who were answered, how much longer they waited than had to be
   * @param unanswered who failed or got something else than what the origin says
   * @param late who waited past their timeout, answered or not
   */
  public record Result(List<Long> beyondNanos, int unanswered, int late) {
    public Result {
      beyondNanos = List.copyOf(beyondNanos);
    }
  }

  /**
   * Waits for the end of all.
   *
   * @param origin was asked for what they got
   * @param free from when on it could be asked for that, by {@link System#nanoTime}; what had to be
   *     waited is until then and, after it, for as long as the origin took
   */
  public Result end(Origin origin, long free) {
    List<Waited> ended = waits.stream().map(CompletableFuture::join).toList();
    long possible = free + origin.firstAnswerNanos();
    return new Result(
        ended.stream().filter(Waited::answered).map(each -> each.end() - possible).toList(),
        (int) ended.stream().filter(each -> !each.answered()).count(),
        (int) ended.stream().filter(this::isLate).count());
  }

  private boolean isLate(Waited waited) {
    return waited.end() - began > Stampede.TIMEOUT.toNanos();
  }
}
