package dev.larder.store.sqlite;

import dev.larder.model.CollectionRef;
import dev.larder.model.Entry;
import dev.larder.model.Payload;
import dev.larder.store.WriteCommand.Put;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a snapshot as it is kept until the commit. In this order: how many members, and of each
 * the id, 1 where its put may create (else 0), its {@link EntryMetadata}, and 1 and the payload's
 * bytes (0 for a negative one).
 */
final class SnapshotPage {
  private SnapshotPage() {}

  static byte[] bytes(List<Put> members) {
    MetadataWriter to = new MetadataWriter();
    to.number(members.size());
    for (Put put : members) {
      to.text(put.key().id());
      to.number(put.mayCreate() ? 1 : 0);
      to.bytes(
          EntryMetadata.bytes(
              new Entry(
                  put.key(), put.content(), PutCommands.toMicroseconds(put.validity()), 0, null)));
      write(put.content().payload(), to);
    }
    return to.toBytes();
  }

  private static void write(@Nullable Payload payload, MetadataWriter to) {
    if (payload == null) {
      to.number(0);
    } else {
      to.number(1);
      to.bytes(payload.bytes().array());
    }
  }

  /** Reads what {@link #bytes} wrote. */
  static List<Put> read(CollectionRef ref, byte[] bytes) throws SQLException {
    MetadataReader from = new MetadataReader(bytes);
    int count = from.count();
    List<Put> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      members.add(readMember(ref, from));
    }
    from.requireEnd();
    return members;
  }

  private static Put readMember(CollectionRef ref, MetadataReader from) throws SQLException {
    String id = from.text();
    boolean mayCreate = from.number(1) == 1;
    EntryMetadata metadata = EntryMetadata.read(from.bytes());
    byte[] payload = from.number(1) == 1 ? from.bytes() : null;
    Entry entry = metadata.entry(ref.member(id), payload);
    return new Put(entry.key(), entry.content(), entry.validity(), null, mayCreate);
  }
}
