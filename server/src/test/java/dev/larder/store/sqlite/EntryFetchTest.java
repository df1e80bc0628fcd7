package dev.larder.store.sqlite;

import static dev.larder.store.sqlite.TestingDatabase.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.store.EntryAddress;
import dev.larder.store.WriteCommand;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is read ahead, each address is answered with what is there. */
class EntryFetchTest {
  private static final List<String> KINDS = List.of("users", "channels", "messages");

  @TempDir Path directory;
  private TestingDatabase database;
  private GroupCommitWriter writer;
  private CommittedState state;
  private Connection connection;
  private Reader reader;

  @BeforeEach
  void open() throws Exception {
    database = new TestingDatabase(directory);
    state = database.state();
    writer =
        new GroupCommitWriter(
            database.config, database.writing, state, database.clock, List.of(), failure -> {});
    connection = database.file.pragmas().reader().getConnection();
    reader = new Reader(connection);
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    writer.close();
    database.close();
  }

  private void put(String kind, String id, int size) throws Exception {
    WriteCommand.Put put = database.putText(id, "x".repeat(size));
    ObjectKey key = new ObjectKey("acme", kind, id);
    answer(
        writer.submit(
            new WriteCommand.Put(key, put.content(), put.validity(), null), Cancellation.NEVER));
  }

  private EntryAddress address(String kind, String id) {
    var known = Objects.requireNonNull(state.catalogue().kind("acme", kind));
    return known.address(new ObjectKey("acme", kind, id));
  }

  /** The ids that were found, in the order of the addresses; null where nothing was. */
  private List<String> read(List<EntryAddress> addresses) throws Exception {
    List<String> found = new ArrayList<>();
    reader.begin();
    for (int i = 0; i < addresses.size(); i++) {
      Optional<Entry> entry = reader.entries().get(addresses, i);
      found.add(entry.map(each -> each.key().kind() + "/" + each.key().id()).orElse(""));
    }
    reader.end();
    return found;
  }

  private static String name(EntryAddress address) {
    return address.key().kind() + "/" + address.key().id();
  }

  @Test
  void severalKindsAbsentOnesAndRepeats_areEachAnswered() throws Exception {
    List<EntryAddress> addresses = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String kind = KINDS.get(i % KINDS.size());
      String id = "id" + i / 2;
      if (i % 5 != 0) {
        put(kind, id, 10);
      }
    }
    for (int i = 0; i < 400; i++) {
      addresses.add(address(KINDS.get(i % KINDS.size()), "id" + i / 2));
    }
    for (EntryAddress address : addresses) {
      boolean there =
          database.number(
                  "SELECT count(*) FROM entry WHERE generation = "
                      + address.generation()
                      + " AND id = '"
                      + address.key().id()
                      + "'")
              == 1;
      expected.add(there ? name(address) : "");
    }
    addresses.addAll(List.copyOf(addresses.subList(0, 50)));
    expected.addAll(List.copyOf(expected.subList(0, 50)));
    assertEquals(expected, read(addresses));
  }

  /** Four of them fill what is read ahead; the others and the absent ones between come after. */
  @Test
  void largeOnesAmongAbsentOnes_areEachAnswered() throws Exception {
    List<EntryAddress> addresses = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    put("users", "first", 1);
    for (int i = 0; i < 20; i++) {
      boolean there = i % 3 != 0;
      if (there) {
        put("users", "large" + i, 300_000);
      }
      addresses.add(address("users", "large" + i));
      expected.add(there ? "users/large" + i : "");
    }
    assertEquals(expected, read(addresses));
  }

  @Test
  void readAheadThatWasInterrupted_isReadAnewWhenItIsAskedFor() throws Exception {
    List<EntryAddress> addresses = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      String id = "id" + i;
      if (i < 100) {
        put("users", id, 10);
      }
      addresses.add(address("users", id));
    }
    reader.begin();
    reader.workFor(() -> true);
    SQLException interrupt =
        assertThrows(SQLException.class, () -> reader.entries().fetch(addresses));
    assertTrue(SqliteErrors.isInterrupt(interrupt), interrupt.toString());
    reader.workFor(Cancellation.NEVER);
    reader.statements().forget();
    for (int i = 0; i < 200; i++) {
      assertEquals(i < 100, reader.entries().get(addresses, i).isPresent(), "id" + i);
    }
    reader.end();
  }

  @Test
  void oddIds_areFound() throws Exception {
    List<String> ids =
        List.of(
            "quote\"",
            "back\\slash",
            "\u0001\t\n",
            "中文 𐐀 ☃",
            "[1,2]",
            "{\"a\":1}",
            "null",
            "1",
            "' OR 1=1");
    for (String id : ids) {
      put("users", id, 10);
    }
    List<EntryAddress> addresses = ids.stream().map(id -> address("users", id)).toList();
    assertEquals(ids.stream().map(id -> "users/" + id).toList(), read(addresses));
  }
}
