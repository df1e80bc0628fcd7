package dev.larder.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;

/** Says every few seconds that a long statement of a connection is still under way. */
final class ProgressLog extends ProgressHandler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProgressLog.class);
  private static final int STEPS_BETWEEN_LOOKS = 10_000;
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Connection connection;
  private final String what;
  private final long begin = System.nanoTime();
  private long lastLine = begin;

  private ProgressLog(Connection connection, String what) {
    this.connection = connection;
    this.what = what;
  }

  static ProgressLog of(Connection connection, String what) throws SQLException {
    ProgressLog progress = new ProgressLog(connection, what);
    ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, progress);
    return progress;
  }

  @Override
  protected int progress() {
    long now = System.nanoTime();
    if (now - lastLine > INTERVAL_NANOS) {
      lastLine = now;
      log.info("Still {}, for {} s so far", what, seconds());
    }
    return 0;
  }

  long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
  }

  @Override
  public void close() throws SQLException {
    ProgressHandler.clearHandler(connection);
  }
}
