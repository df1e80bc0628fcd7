package dev.larder.concurrent;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What has to be closed, in the order in which it was made; it is closed in the reverse order.
 * Every resource is closed, once, even when the closing of another one fails.
 *
 * <p>Not thread-safe: whoever makes the resources uses it from one thread at a time.
 */
public final class ResourceStack implements AutoCloseable {
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private final Set<AutoCloseable> known = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Takes charge of a resource; of one that it has already, it takes no notice.
   *
   * @return the resource
   */
  public <T extends AutoCloseable> T add(T resource) {
    if (known.add(resource)) {
      resources.push(resource);
    }
    return resource;
  }

  /**
   * Closes everything, the last one first.
   *
   * @throws CloseFailedException when something could not be closed: the first failure is its
   *     cause, the others are suppressed in it
   */
  @Override
  public void close() {
    CloseFailedException failure = null;
    while (!resources.isEmpty()) {
      AutoCloseable resource = resources.pop();
      try {
        resource.close();
      } catch (Exception e) {
        restoreInterrupt(e);
        if (failure == null) {
          failure = new CloseFailedException(resource, e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void restoreInterrupt(Exception failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }
}
