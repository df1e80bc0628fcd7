package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a row says of its entry comes back as it was, or fails as a damaged value. */
class EntryMetadataTest {
  private static final ObjectKey KEY = new ObjectKey("acme", "users", "U1");
  private static final Instant NOW = Instant.parse("2026-01-15T12:00:00.000001Z");

  private static final List<String> TAGS = List.of("team", "中文 𐐀");

  private static Entry entry(@Nullable Payload payload, List<IndexTerm> terms, Instant fetchTime) {
    Lifetime lifetime = new Lifetime(Duration.ofHours(1), Duration.ZERO, Lifetime.LONGEST);
    return new Entry(
        KEY,
        Content.of(payload, terms, terms.isEmpty() ? List.of() : TAGS, "W/\"a\u0301 中文 𐐀\""),
        new Validity(fetchTime, lifetime, fetchTime.plusNanos(7_000)),
        Long.MAX_VALUE,
        null);
  }

  private static Entry full() {
    List<IndexTerm> terms =
        List.of(new IndexTerm("name", "Ada \" \\ \n"), new IndexTerm("élan", "中文 𐐀"));
    Payload payload = new Payload(Payload.Form.DATA, Bytes.utf8("bytes"), "text/plain", "gzip");
    return entry(payload, terms, NOW);
  }

  private static void assertComesBack(Entry entry) throws SQLException {
    EntryMetadata read = EntryMetadata.read(EntryMetadata.bytes(entry));
    Payload payload = entry.content().payload();
    assertEquals(entry, read.entry(KEY, payload == null ? null : payload.bytes().array()));
    assertEquals(entry.weight(), read.weight());
  }

  @Test
  void everyForm_comesBack() throws Exception {
    for (Payload.Form form : Payload.Form.values()) {
      assertComesBack(entry(new Payload(form, Bytes.utf8("{}"), "", ""), List.of(), NOW));
    }
    assertComesBack(entry(null, List.of(), NOW));
    assertComesBack(full());
  }

  @Test
  void bytesWith_anotherValidity_areThoseOfTheEntryWithIt() throws Exception {
    for (Entry entry : List.of(full(), entry(null, List.of(), NOW))) {
      Validity other = entry.validity().gone();
      byte[] rewritten = EntryMetadata.read(EntryMetadata.bytes(entry)).bytesWith(other);
      assertArrayEquals(EntryMetadata.bytes(entry.withValidity(other)), rewritten);
    }
  }

  @Test
  void tombstone_keepsItsDeleteTime() throws Exception {
    Entry live = full();
    assertComesBack(
        new Entry(KEY, live.content(), live.validity(), 1, Instant.EPOCH.minusSeconds(1)));
  }

  @Test
  void timesBefore1970_comeBack() throws Exception {
    assertComesBack(
        entry(
            new Payload(Payload.Form.JSON, Bytes.EMPTY, "", ""),
            List.of(),
            Instant.parse("1969-12-31T23:59:59.999999Z")));
  }

  @Test
  void emptyPayload_isNotNegative() throws Exception {
    Entry empty = entry(new Payload(Payload.Form.DATA, Bytes.EMPTY, "", ""), List.of(), NOW);
    // A zero-length blob comes out of the driver as null or as no bytes.
    EntryMetadata read = EntryMetadata.read(EntryMetadata.bytes(empty));
    assertEquals(empty, read.entry(KEY, null));
    assertEquals(empty, read.entry(KEY, new byte[0]));
  }

  @Test
  void numbersOfAllSizes_comeBack() throws Exception {
    MetadataWriter writer = new MetadataWriter();
    long[] numbers = new long[200];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (i % 2 == 0 ? 1 : -1) * (1L << (i % 64)) + i % 3;
      writer.number(numbers[i]);
    }
    writer.text("x".repeat(70_000));
    MetadataReader reader = new MetadataReader(writer.toBytes());
    for (long number : numbers) {
      assertEquals(number, reader.number());
    }
    assertEquals(70_000, reader.text().length());
  }

  @Test
  void cutShort_anywhere_isDamage() {
    byte[] whole = EntryMetadata.bytes(full());
    for (int length = 0; length < whole.length; length++) {
      assertDamage(Arrays.copyOf(whole, length));
    }
    assertDamage(null);
  }

  private static void assertDamage(byte @Nullable [] bytes) {
    SQLException failure = assertThrows(SQLException.class, () -> EntryMetadata.read(bytes));
    assertTrue(DatabaseCheck.isDamage(failure));
  }

  @Test
  void otherFormat_isDamage() {
    byte[] other = EntryMetadata.bytes(full());
    other[0] = 4;
    assertDamage(other);
  }

  /** Read as something or refused as damage, never anything else, and nothing huge is made. */
  @Test
  void bytesChangedAtRandom_failAsDamageOrAreRead() {
    long seed = System.nanoTime();
    System.out.println("EntryMetadataTest seed: " + seed);
    Random random = new Random(seed);
    byte[] whole = EntryMetadata.bytes(full());
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        changed[1 + random.nextInt(changed.length - 1)] = (byte) random.nextInt();
      }
      try {
        EntryMetadata.read(changed).entry(KEY, null);
      } catch (SQLException e) {
        assertTrue(DatabaseCheck.isDamage(e), e::toString);
      }
    }
  }
}
