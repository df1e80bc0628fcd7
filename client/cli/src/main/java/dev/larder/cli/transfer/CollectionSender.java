package dev.larder.cli.transfer;

import dev.larder.client.BlockingCollections;
import dev.larder.client.Capabilities;
import dev.larder.client.Codec;
import dev.larder.client.CollectionRef;
import dev.larder.client.CollectionState;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the members of a collection: in one request when they fit, else in the pages of a snapshot.
 * Holds one page. For one thread.
 */
final class CollectionSender {
  private final BlockingCollections collections;
  private final CollectionRef ref;
  private final int pageItems;
  private final long pageBytes;
  private List<Put<Payload>> page = new ArrayList<>();
  private long bytes;
  private int pages;
  private @Nullable String snapshot;

  CollectionSender(BlockingCollections collections, CollectionRef ref, Capabilities capabilities) {
    this.collections = collections;
    this.ref = ref;
    this.pageItems = capabilities.maxBatchItems();
    this.pageBytes = capabilities.maxMessageBytes() / 2;
  }

  /** Adds a member. */
  void add(Put<Payload> member) {
    long size = ImportBatch.size(member);
    if (page.size() == pageItems || (!page.isEmpty() && bytes + size > pageBytes)) {
      sendPage();
    }
    page.add(member);
    bytes += size;
  }

  private void sendPage() {
    if (snapshot == null) {
      snapshot = collections.beginSnapshot(ref);
    }
    collections.appendSnapshot(snapshot, pages++, page, Codec.payload());
    page = new ArrayList<>();
    bytes = 0;
  }

  /** Commits what was added; answers the collection. */
  CollectionState end() {
    if (snapshot == null) {
      return collections.replace(ref, page, Codec.payload());
    }
    sendPage();
    return collections.commitSnapshot(snapshot, pages);
  }
}
