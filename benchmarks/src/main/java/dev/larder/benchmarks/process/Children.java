package dev.larder.benchmarks.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes that this one has started, with theirs. None outlives it, whether it ends by itself
 * or by a signal; SIGKILL alone leaves them behind.
 *
 * <p>Thread-safe.
 */
public final class Children {
  private static final long STOP_SECONDS = 10;

  private static boolean ending;

  private Children() {}

  /** From now on they end with this process. To be called once, before the first is started. */
  public static void endWithThisProcess() {
    Runtime.getRuntime().addShutdownHook(new Thread(Children::end, "end-children"));
  }

  /**
   * Starts one.
   *
   * @throws IllegalStateException when this process is about to end
   */
  static Process start(ProcessBuilder command) throws IOException {
    synchronized (Children.class) {
      if (ending) {
        throw new IllegalStateException("the benchmarks are ending");
      }
      return command.start();
    }
  }

  private static void end() {
    synchronized (Children.class) {
      ending = true;
    }
    // The kernel's list, for JMH starts processes of its own.
    List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
    all.forEach(ProcessHandle::destroy);
    if (!haveEnded(all)) {
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean haveEnded(List<ProcessHandle> all) {
    try {
      CompletableFuture.allOf(
              all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .get(STOP_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
