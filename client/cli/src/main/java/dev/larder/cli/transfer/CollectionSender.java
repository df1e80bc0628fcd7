package dev.larder.cli.transfer;

import dev.larder.cli.console.RefusedException;
import dev.larder.client.BlockingCollections;
import dev.larder.client.Capabilities;
import dev.larder.client.Codec;
import dev.larder.client.CollectionRef;
import dev.larder.client.CollectionState;
import dev.larder.client.LarderException;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends the members of a collection: in one request when they fit, else in the pages of a snapshot.
 * Holds one page. A refusal of a member fails with {@link RefusedException}, which names its
 * record, any other with {@link LarderException}. For one thread.
 */
final class CollectionSender {
  private static final Pattern MEMBER = Pattern.compile("members\\[(\\d{1,9})]\\.?(.*)");

  private final BlockingCollections collections;
  private final CollectionRef ref;
  private final int pageItems;
  private final long pageBytes;
  private List<ImportBatch.Numbered> page = new ArrayList<>();
  private long bytes;
  private int pages;
  private @Nullable String snapshot;

  CollectionSender(BlockingCollections collections, CollectionRef ref, Capabilities capabilities) {
    this.collections = collections;
    this.ref = ref;
    this.pageItems = capabilities.maxBatchItems();
    this.pageBytes = capabilities.maxMessageBytes() / 2;
  }

  /** Adds a member, with the number of its record. */
  void add(ImportBatch.Numbered member) {
    long size = ImportBatch.size(member.put());
    if (page.size() == pageItems || (!page.isEmpty() && bytes + size > pageBytes)) {
      sendPage();
    }
    page.add(member);
    bytes += size;
  }

  /** True when no member was added. */
  boolean isEmpty() {
    return page.isEmpty();
  }

  private void sendPage() {
    if (snapshot == null) {
      snapshot = collections.beginSnapshot(ref);
    }
    String begun = snapshot;
    int index = pages++;
    var unused =
        send(
            members -> {
              collections.appendSnapshot(begun, index, members, Codec.payload());
              return begun;
            });
    page = new ArrayList<>();
    bytes = 0;
  }

  /** Commits what was added; answers the collection. */
  CollectionState end() {
    if (snapshot == null) {
      return send(members -> collections.replace(ref, members, Codec.payload()));
    }
    sendPage();
    return collections.commitSnapshot(snapshot, pages);
  }

  private <T> T send(Function<List<Put<Payload>>, T> call) {
    try {
      return call.apply(page.stream().map(ImportBatch.Numbered::put).toList());
    } catch (LarderException refused) {
      throw ofRecord(refused);
    }
  }

  private RuntimeException ofRecord(LarderException refused) {
    for (LarderException.Violation violation : refused.violations()) {
      Matcher member = MEMBER.matcher(violation.field());
      if (member.matches() && Integer.parseInt(member.group(1)) < page.size()) {
        ImportBatch.Numbered at = page.get(Integer.parseInt(member.group(1)));
        String why = refused.reason() + ": " + member.group(2) + ": " + violation.description();
        return new RefusedException(describe(at) + ": " + why + "; nothing has changed", refused);
      }
    }
    return refused;
  }

  private static String describe(ImportBatch.Numbered member) {
    return "record " + member.number() + " (id " + member.put().key().id() + ")";
  }
}
