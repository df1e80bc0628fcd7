package dev.larder.transport;

import com.google.protobuf.CodedOutputStream;
import dev.larder.cache.CollectionAnswer;
import dev.larder.cache.CollectionCursor;
import dev.larder.cache.ServedEntry;
import dev.larder.v1.Entry;
import dev.larder.v1.GetCollectionResponse;
import dev.larder.v1.PayloadView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As much of a page as fits into a message.
 *
 * @param entries one at least, where there is one
 * @param next where the next page begins; null when there is none
 */
record CollectionPage(List<Entry> entries, @Nullable CollectionCursor next) {
  /** Of a page that the cache gave; what does not fit is left to the next. */
  static CollectionPage of(
      CollectionAnswer answer, PayloadView view, EntryMapper mapper, int maxBytes) {
    List<Entry> entries = new ArrayList<>(answer.entries().size());
    CollectionCursor cursor = answer.cursor();
    long left = maxBytes;
    String last = "";
    for (ServedEntry served : answer.entries()) {
      Entry entry = mapper.write(served, view);
      left -=
          CodedOutputStream.computeMessageSize(GetCollectionResponse.ENTRIES_FIELD_NUMBER, entry);
      if (left < 0 && cursor != null && !entries.isEmpty()) {
        return new CollectionPage(entries, cursor.after(last));
      }
      entries.add(entry);
      last = served.entry().key().id();
    }
    return new CollectionPage(entries, answer.last() ? null : cursor);
  }

  /** About how many bytes it comes to. */
  static long bytes(CollectionAnswer answer, PayloadView view, int maxBytes) {
    long bytes = answer.entries().stream().mapToLong(entry -> EntryMapper.bytes(entry, view)).sum();
    return Math.min(bytes, maxBytes);
  }

  /** The token of the next page, for the position that the tokens carry. */
  static @Nullable String position(@Nullable CollectionCursor cursor) {
    return cursor == null ? null : cursor.text();
  }
}
