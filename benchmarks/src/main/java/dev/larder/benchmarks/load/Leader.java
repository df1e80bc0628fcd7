package dev.larder.benchmarks.load;

import dev.larder.client.Loaded;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One more caller, who is sent to the origin before all others ask, and comes back when it is told
 * to.
 *
 * <p>Used by one thread.
 */
public final class Leader implements AutoCloseable {
  private static final String LATE = "late";

  private final Stampede alone;
  private CompletableFuture<Loaded<String>> load = new CompletableFuture<>();
  private Waiting waiting = new Waiting(0, List.of());

  private Leader(Stampede alone) {
    this.alone = alone;
  }

  /** One that is connected when this returns. */
  public static Leader connect(Target target) {
    return new Leader(Stampede.connect(target, 1));
  }

  /** Has it ask for an object; it has been sent to the origin when this returns. */
  public void lead(String id) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    CompletableFuture<Loaded<String>> answer = new CompletableFuture<>();
    load = answer;
    waiting =
        alone.ask(
            id,
            key -> {
              sent.complete(null);
              return answer;
            });
    sent.join();
  }

  /** Its call of the origin fails. */
  public void fail() {
    load.completeExceptionally(new IllegalStateException("the origin fails"));
  }

  /** Waits until it has a connection again, after its server was away. */
  public void awaitConnection() {
    alone.awaitConnections();
  }

  /** Its call of the origin brings what others no longer wait for. Returns when it has it. */
  public void comeLate() {
    load.complete(Loaded.of(LATE));
    waiting.waits().forEach(CompletableFuture::join);
  }

  @Override
  public void close() {
    alone.close();
  }
}
