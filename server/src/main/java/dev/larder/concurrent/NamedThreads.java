package dev.larder.concurrent;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes daemon threads named {@code prefix-0}, {@code prefix-1}, …; what one of them fails to catch
 * is logged.
 */
public final class NamedThreads implements ThreadFactory {
  private static final Logger log = LoggerFactory.getLogger(NamedThreads.class);

  private final String prefix;
  private final AtomicInteger next = new AtomicInteger();

  public NamedThreads(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public Thread newThread(Runnable work) {
    Thread thread = new Thread(work, prefix + "-" + next.getAndIncrement());
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (dead, failure) ->
            log.error("Thread {} died of a failure that nobody caught", dead.getName(), failure));
    return thread;
  }
}
