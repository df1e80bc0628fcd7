package dev.larder.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A command whose standard output is wanted; its standard input and error are those of this
 * process. Run once, by one thread; any may stop it.
 */
final class ShellCommand {
  /** The most that is kept. The server takes less by default, and says so. */
  static final int MOST_BYTES = 64 << 20;

  private static final Duration GRACE = Duration.ofSeconds(2);

  private final List<String> words;
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  private boolean asked;
  private boolean stopped;
  private @Nullable Process process;

  ShellCommand(List<String> words) {
    this.words = List.copyOf(words);
  }

  /**
   * Runs it to its end.
   *
   * @param most how long it may take; then it is stopped. Zero: it is not even started
   * @return what it printed
   * @throws CommandFailure when it cannot be started, its exit code is not 0, or it was stopped
   */
  byte[] run(Duration most) throws CommandFailure, InterruptedException {
    if (most.isZero()) {
      throw CommandFailure.late(new TimeoutException("it was not started"));
    }
    Process started = start();
    boolean ended = false;
    try {
      byte[] output = result.get(TimeUnit.NANOSECONDS.convert(most), TimeUnit.NANOSECONDS);
      ended = true;
      return output;
    } catch (TimeoutException late) {
      throw CommandFailure.late(late);
    } catch (ExecutionException failure) {
      throw failed(failure.getCause());
    } finally {
      if (!ended) {
        end(started);
      }
    }
  }

  private static CommandFailure failed(@Nullable Throwable cause) {
    if (cause instanceof Error fault) {
      throw fault;
    }
    return cause instanceof CommandFailure known
        ? known
        : CommandFailure.unreadable(String.valueOf(cause));
  }

  /**
   * Ends it, or keeps it from being started; it then fails as one that was stopped.
   *
   * @return whether it was to be run before this
   */
  boolean stop() {
    Process running;
    boolean wasAsked;
    synchronized (this) {
      stopped = true;
      running = process;
      wasAsked = asked;
    }
    if (running != null) {
      end(running);
    }
    result.completeExceptionally(CommandFailure.stopped());
    return wasAsked;
  }

  private synchronized Process start() throws CommandFailure {
    asked = true;
    if (stopped) {
      throw CommandFailure.stopped();
    }
    try {
      Process started =
          new ProcessBuilder(words)
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start();
      process = started;
      read(started);
      return started;
    } catch (IOException failure) {
      throw CommandSearch.system().finds(words.get(0))
          ? CommandFailure.notRunnable(failure)
          : CommandFailure.notFound(words.get(0), failure);
    }
  }

  // In a thread that nobody waits for: what the command has started may outlive it and hold its
  // output open, so that reading never ends.
  private void read(Process started) {
    Thread reader = new Thread(() -> readToEnd(started), "larder-output");
    reader.setDaemon(true);
    reader.start();
  }

  private void readToEnd(Process started) {
    try {
      byte[] output = output(started);
      settle(() -> result.complete(output));
    } catch (CommandFailure
        | IOException
        | InterruptedException
        | RuntimeException
        | Error failure) {
      settle(() -> result.completeExceptionally(failure));
    }
  }

  private static byte[] output(Process started)
      throws CommandFailure, IOException, InterruptedException {
    try (InputStream printed = started.getInputStream()) {
      byte[] output = printed.readNBytes(MOST_BYTES + 1);
      if (output.length > MOST_BYTES) {
        throw CommandFailure.tooMuch(MOST_BYTES);
      }
      int code = started.waitFor();
      if (code != 0) {
        throw CommandFailure.exited(code);
      }
      return output;
    }
  }

  // How it ends when it is stopped says nothing of it.
  private synchronized void settle(Runnable settlement) {
    if (!stopped) {
      settlement.run();
    }
  }

  // What it has started may hold its standard output open, and then nobody sees its end.
  private static void end(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    children.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException hurried) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
