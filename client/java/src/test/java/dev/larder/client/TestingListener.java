package dev.larder.client;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Keeps what it hears. Thread-safe. */
final class TestingListener implements LarderListener {
  final List<String> events = new CopyOnWriteArrayList<>();
  final BlockingQueue<LarderException> readFailures = new LinkedBlockingQueue<>();
  final BlockingQueue<Throwable> refreshFailures = new LinkedBlockingQueue<>();
  volatile boolean broken;

  @Override
  public void cacheReadFailed(Key key, LarderException failure) {
    hear("cacheReadFailed " + failure.reason());
    readFailures.add(failure);
  }

  @Override
  public void cacheWriteFailed(Key key, LarderException failure) {
    hear("cacheWriteFailed " + failure.reason());
  }

  @Override
  public void staleServed(Key key, Throwable loaderFailure) {
    hear("staleServed");
  }

  @Override
  public void refreshFailed(Key key, Throwable loaderFailure) {
    refreshFailures.add(loaderFailure);
  }

  private void hear(String event) {
    if (broken) {
      throw new IllegalStateException("a broken listener");
    }
    events.add(event);
  }
}
