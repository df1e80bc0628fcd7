package dev.larder.client;

import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * Writes what it hears to the log: a warning for each, since each means that the cache did not do
 * its work.
 */
final class LoggingListener implements LarderListener {
  static final System.Logger LOG = System.getLogger(LoggingListener.class.getPackageName());

  private static final Set<String> OVERTAKEN = Set.of("VERSION_CONFLICT", "FILL_SUPERSEDED");

  @Override
  public void cacheReadFailed(Key key, LarderException failure) {
    LOG.log(Level.WARNING, "Cannot read " + key + " from the cache: asking the origin", failure);
  }

  @Override
  public void cacheWriteFailed(Key key, LarderException failure) {
    Level level = OVERTAKEN.contains(failure.reason()) ? Level.DEBUG : Level.WARNING;
    LOG.log(level, "Cannot cache what was loaded for " + key, failure);
  }

  @Override
  public void staleServed(Key key, Throwable loaderFailure) {
    LOG.log(Level.WARNING, "Loading " + key + " failed: serving what is stale", loaderFailure);
  }

  @Override
  public void refreshFailed(Key key, Throwable loaderFailure) {
    LOG.log(Level.WARNING, "Refreshing " + key + " failed", loaderFailure);
  }
}
