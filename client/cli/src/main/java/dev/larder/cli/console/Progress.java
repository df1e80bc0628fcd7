package dev.larder.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says on standard error how far something came: on a terminal as a bar that moves, elsewhere as a
 * line every five seconds. It has one thread of its own, "larder-progress", from {@link #start} to
 * {@link #close}.
 */
public final class Progress implements AutoCloseable {
  private static final long TERMINAL_INTERVAL_MILLIS = 200;
  private static final long LINE_INTERVAL_MILLIS = 5_000;
  private static final String LINE_START = "\r\033[K";

  private final Console console;
  private final ProgressText text;
  private final LongSupplier records;
  private final LongSupplier position;
  private final long startNanos = System.nanoTime();
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Thread thread;

  /**
   * Not yet shown.
   *
   * @param unit what one of those is that are counted: "record"
   * @param records how many are done
   * @param position how far the input or output came, in the measure of {@code total}
   * @param total how far it will go; 0 when that is not known
   */
  public Progress(
      Console console, String unit, LongSupplier records, LongSupplier position, long total) {
    this.console = console;
    this.text = new ProgressText(unit, total, console.terminals().columns());
    this.records = records;
    this.position = position;
  }

  /** Begins to show. */
  public Progress start() {
    thread = new Thread(this::show, "larder-progress");
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  /** A line of its own, not torn by the bar. */
  public synchronized void errorLine(String line) {
    // Apart from the line, of which the console lets no control character through.
    if (isTerminal()) {
      console.errorText(LINE_START);
    }
    console.errorLine(line);
  }

  /** Ends the bar, leaving its last state. */
  @Override
  public void close() {
    ended.countDown();
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (isTerminal()) {
      print();
      console.errorText("\n");
    }
  }

  private boolean isTerminal() {
    return console.terminals().error();
  }

  private void show() {
    long interval = isTerminal() ? TERMINAL_INTERVAL_MILLIS : LINE_INTERVAL_MILLIS;
    try {
      while (!ended.await(interval, TimeUnit.MILLISECONDS)) {
        print();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void print() {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    if (isTerminal()) {
      console.errorText(LINE_START + text.bar(records.getAsLong(), position.getAsLong(), elapsed));
    } else {
      console.errorLine(text.line(records.getAsLong(), position.getAsLong(), elapsed));
    }
  }
}
