package dev.larder.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The items of all pages, each page fetched when the one before is used up. For one thread. */
final class Pages<T> implements Iterator<T> {
  private final Function<String, Page<T>> fetch;
  private Iterator<T> items = List.<T>of().iterator();
  private String nextPageToken = "";
  private boolean begun;

  private Pages(Function<String, Page<T>> fetch) {
    this.fetch = fetch;
  }

  static <T> Stream<T> stream(Function<String, Page<T>> fetch) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            new Pages<>(fetch), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  @Override
  public boolean hasNext() {
    // Pages may be empty before the last.
    while (!items.hasNext() && (!begun || !nextPageToken.isEmpty())) {
      Page<T> page = fetch.apply(nextPageToken);
      begun = true;
      items = page.items().iterator();
      nextPageToken = page.nextPageToken();
    }
    return items.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return items.next();
  }
}
