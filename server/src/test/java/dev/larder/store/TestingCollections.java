package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.Entry;
import dev.larder.model.Precondition;
import dev.larder.store.WriteCommand.NewCollection;
import dev.larder.store.WriteCommand.ReplaceCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tests of collections say to a store most. */
public abstract class TestingCollections extends ObjectStoreContract {
  protected static final CollectionRef ALL = new CollectionRef(WORKSPACE, USERS, "all");

  protected final NewCollection collection(@Nullable Precondition precondition) {
    return new NewCollection(ALL, anHour(), precondition, true);
  }

  protected final ReplaceCollection replacement(
      @Nullable Precondition precondition, String... ids) {
    return new ReplaceCollection(collection(precondition), members("1", ids));
  }

  protected final List<WriteCommand.Put> members(String text, String... ids) {
    return Stream.of(ids).map(id -> put(user(id), text)).toList();
  }

  protected final StoredCollection replace(String... ids) {
    return write(replacement(null, ids));
  }

  protected final CollectionAddress collectionAddress() {
    return kind(WORKSPACE, USERS).address(ALL);
  }

  protected final @Nullable StoredCollection current() {
    return await(store().findCollection(collectionAddress(), Cancellation.NEVER)).orElse(null);
  }

  protected final StoredCollection requireCurrent() {
    StoredCollection found = current();
    assertNotNull(found, "there is no collection");
    return found;
  }

  protected final MemberScan.@Nullable Page scan(
      long setId, @Nullable String afterId, int limit, boolean payloads) {
    MemberScan scan = new MemberScan(collectionAddress(), setId, afterId, limit, payloads);
    return await(store().scanMembers(scan, Cancellation.NEVER)).orElse(null);
  }

  /** The ids of a set's entries, those without one in brackets; null: it cannot be read. */
  protected final @Nullable List<String> ids(long setId) {
    MemberScan.Page page = scan(setId, null, 1000, false);
    if (page == null) {
      return null;
    }
    List<String> ids = new ArrayList<>();
    page.entries().stream().map(Entry::key).forEach(key -> ids.add(key.id()));
    page.missing().forEach(address -> ids.add("[" + address.key().id() + "]"));
    return ids;
  }

  protected final @Nullable List<String> currentIds() {
    return ids(requireCurrent().setId());
  }
}
