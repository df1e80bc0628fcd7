package dev.larder.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
  private boolean stopped;
  private boolean late;
  private @Nullable Process process;

  ShellCommand(List<String> words) {
    this.words = List.copyOf(words);
  }

  /**
   * Runs it to its end.
   *
   * @param most how long it may take; then it is stopped
   * @return what it printed
   * @throws CommandFailure when it cannot be started, its exit code is not 0, or it was stopped
   */
  byte[] run(Duration most) throws CommandFailure, InterruptedException {
    Process started = start();
    CompletableFuture<Void> alarm = new CompletableFuture<>();
    var unused =
        alarm
            .completeOnTimeout(null, TimeUnit.NANOSECONDS.convert(most), TimeUnit.NANOSECONDS)
            .thenRun(this::stopLate);
    try (InputStream printed = started.getInputStream()) {
      byte[] output = printed.readNBytes(MOST_BYTES + 1);
      if (output.length > MOST_BYTES) {
        end(started);
        throw CommandFailure.tooMuch(MOST_BYTES);
      }
      return outputOf(output, started.waitFor());
    } catch (IOException broken) {
      end(started);
      throw CommandFailure.unreadable(broken);
    } finally {
      alarm.cancel(false);
    }
  }

  /**
   * Ends it, or keeps it from being started; it then fails as one that was stopped.
   *
   * @return whether it ran
   */
  boolean stop() {
    Process running;
    synchronized (this) {
      stopped = true;
      running = process;
    }
    if (running == null) {
      return false;
    }
    end(running);
    return true;
  }

  private synchronized Process start() throws CommandFailure {
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
      return started;
    } catch (IOException failure) {
      throw CommandFailure.notStarted(failure);
    }
  }

  private void stopLate() {
    synchronized (this) {
      late = true;
    }
    var unused = stop();
  }

  private synchronized byte[] outputOf(byte[] output, int code) throws CommandFailure {
    if (late) {
      throw CommandFailure.late(new TimeoutException());
    }
    if (stopped) {
      throw CommandFailure.stopped();
    }
    if (code != 0) {
      throw CommandFailure.exited(code);
    }
    return output;
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
