package dev.larder.client;

import java.util.List;

/**
 * A page of a list. It may be shorter than was asked for, and even empty, before the last.
 *
 * @param items what is on it
 * @param nextPageToken for the next page; empty on the last one
 */
public record Page<T>(List<T> items, String nextPageToken) {
  public Page {
    items = List.copyOf(items);
  }

  /** True when another page follows. */
  public boolean hasNext() {
    return !nextPageToken.isEmpty();
  }
}
