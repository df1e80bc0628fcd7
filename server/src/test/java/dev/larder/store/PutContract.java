package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.KindPolicy;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Precondition;
import dev.larder.model.Validity;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.WriteCommand.PutBatch;
import dev.larder.store.WriteCommand.PutBatch.Item;
import dev.larder.store.WriteCommand.PutBatch.Refused;
import dev.larder.store.WriteCommand.PutBatch.Stored;
import dev.larder.store.WriteCommand.PutResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Puts, alone and in batches. */
public abstract class PutContract extends ObjectStoreContract {
  @Test
  void put_everyField_isReadBack() {
    Payload payload =
        new Payload(Payload.Form.DATA, Bytes.wrap(new byte[] {0, -1, 7}), "image/x", "gzip");
    List<IndexTerm> terms = List.of(name("Zoë"), name("zed"), new IndexTerm("email", "z@x"));
    Validity validity =
        new Validity(
            Instant.parse("2026-01-15T11:59:59.123456Z"),
            new Lifetime(Duration.ofSeconds(5), Duration.ofNanos(1_000), Duration.ZERO),
            Instant.parse("2026-01-15T12:00:03.000001Z"));
    Content content = Content.of(payload, terms, "W/\"origin\"");
    PutResult result = write(new Put(user("z"), content, validity, null));
    assertEquals(new Entry(user("z"), content, validity, result.revision(), null), read(user("z")));
    assertEquals(content.etag(), result.etag());
    assertTrue(result.payloadChanged());
  }

  @ParameterizedTest
  @EnumSource
  void put_eachForm_isReadBack(Payload.Form form) {
    Payload payload = new Payload(form, Bytes.utf8("{\"a\":1}"), "", "");
    write(put(user("a"), Content.of(payload, List.of(), ""), null));
    assertEquals(payload, read(user("a")).content().payload());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4_000, 100_000, 3_000_000})
  void put_eachSize_isReadBack(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Payload payload = new Payload(Payload.Form.DATA, Bytes.wrap(bytes), "", "");
    write(put(user("a"), Content.of(payload, List.of(), ""), null));
    assertEquals(payload, read(user("a")).content().payload());
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a'b\"%_\\", "ÅÄÖ", "😀", "\uFFFD", "A\u0301", "\u0001\n"})
  void put_anyName_isKeptByteForByte(String text) {
    ObjectKey key = new ObjectKey(text, text, text);
    write(put(key, "1"));
    write(put(new ObjectKey(text, text, text + "x"), "2"));
    assertEquals(content("1"), read(key).content());
  }

  @Test
  void put_idsThatDifferInCase_areTwoObjects() {
    write(put(user("a"), "1"));
    write(put(user("A"), "2"));
    assertEquals(content("1"), read(user("a")).content());
    assertEquals(content("2"), read(user("A")).content());
  }

  @Test
  void put_sameIdElsewhere_neverMeets() {
    ObjectKey otherWorkspace = new ObjectKey("umbrella", USERS, "a");
    ObjectKey otherKind = new ObjectKey(WORKSPACE, "messages", "a");
    write(put(user("a"), "1"));
    write(put(otherWorkspace, "2"));
    write(put(otherKind, "3"));
    write(purge(otherWorkspace));
    assertEquals(content("1"), read(user("a")).content());
    assertNull(find(otherWorkspace));
    assertEquals(content("3"), read(otherKind).content());
  }

  @Test
  void put_firstOfItsKind_makesNamespaceAndKindWithTheDefaultPolicy() {
    assertNull(store().catalogue().namespace(WORKSPACE));
    write(put(user("a"), "1"));
    assertEquals(KindPolicy.DEFAULT, kind(WORKSPACE, USERS).policy());
  }

  @Test
  void put_negative_isReadBackWithoutPayload() {
    PutResult result = write(put(user("a"), negative(), null));
    assertTrue(read(user("a")).content().negative());
    assertEquals("", result.etag());
  }

  @Test
  void put_sameBytesAgain_movesTheRevisionButNotTheEtag() {
    PutResult first = write(put(user("a"), "1"));
    PutResult second = write(put(user("a"), "1", name("new")));
    assertEquals(first.revision() + 1, second.revision());
    assertEquals(first.etag(), second.etag());
    assertFalse(second.payloadChanged());
    assertEquals(List.of(name("new")), read(user("a")).content().indexTerms());
  }

  @Test
  void put_otherBytes_movesRevisionAndEtag() {
    PutResult first = write(put(user("a"), "1"));
    PutResult second = write(put(user("a"), "2"));
    assertEquals(first.revision() + 1, second.revision());
    assertNotEquals(first.etag(), second.etag());
    assertTrue(second.payloadChanged());
    assertEquals(content("2"), read(user("a")).content());
  }

  @Test
  void put_overTombstone_isLive() {
    write(put(user("a"), "1"));
    write(delete(user("a")));
    write(put(user("a"), "2"));
    assertFalse(read(user("a")).tombstone());
  }

  @Test
  void put_sameBytesOverTombstone_haveChangedThePayload() {
    write(put(user("a"), "1"));
    write(delete(user("a")));
    assertTrue(write(put(user("a"), "1")).payloadChanged());
  }

  @Test
  void put_sameBytesOverWhatIsGone_haveChangedThePayload() {
    write(put(user("a"), "1"));
    clock.advance(Duration.ofDays(2));
    assertTrue(write(put(user("a"), "1")).payloadChanged());
  }

  @Test
  void put_inTwoNamespaces_countsTheirRevisionsApart() {
    ObjectKey other = new ObjectKey("umbrella", USERS, "a");
    long first = write(put(user("a"), "1")).revision();
    long others = write(put(other, "1")).revision();
    assertEquals(first + 1, write(put(user("b"), "1")).revision());
    assertEquals(others + 1, write(put(other, "2")).revision());
  }

  @Test
  void put_manyAtOnce_getsConsecutiveRevisionsInTheOrderOfTheCalls() {
    var futures =
        IntStream.range(0, 500).mapToObj(i -> send(put(user("id" + i % 50), "text " + i))).toList();
    long first = await(futures.get(0)).revision();
    for (int i = 0; i < futures.size(); i++) {
      assertEquals(first + i, await(futures.get(i)).revision());
    }
    assertEquals(content("text 499"), read(user("id49")).content());
  }

  @Test
  void batch_perItem_storesTheGoodAroundTheBad() {
    write(put(user("there"), "1"));
    List<Item> items = write(new PutBatch(batchWithOneRefused(), false));
    assertInstanceOf(Stored.class, items.get(0));
    assertEquals(Reason.ALREADY_EXISTS, refusal(items.get(1)).reason());
    assertInstanceOf(Stored.class, items.get(2));
    assertEquals(content("new"), read(user("a")).content());
    assertEquals(content("1"), read(user("there")).content());
    assertEquals(content("new"), read(user("b")).content());
  }

  @Test
  void batch_atomicWithOneRefused_storesNothingAndSaysWhy() {
    write(put(user("there"), "1"));
    long before = currentRevision();
    List<Item> items = write(new PutBatch(batchWithOneRefused(), true));
    assertEquals(Reason.BATCH_ABORTED, refusal(items.get(0)).reason());
    assertEquals(Reason.ALREADY_EXISTS, refusal(items.get(1)).reason());
    assertEquals(Reason.BATCH_ABORTED, refusal(items.get(2)).reason());
    assertNull(find(user("a")));
    assertNull(find(user("b")));
    assertEquals(before + 1, currentRevision());
  }

  @Test
  void batch_atomicWithTwoThatWouldBeRefused_endsWithTheFirst() {
    write(put(user("there"), "1"));
    Put refused = put(user("there"), content("new"), new Precondition.Absent());
    List<Item> items = write(new PutBatch(List.of(refused, refused), true));
    assertEquals(Reason.ALREADY_EXISTS, refusal(items.get(0)).reason());
    assertEquals(Reason.BATCH_ABORTED, refusal(items.get(1)).reason());
  }

  @Test
  void batch_atomicOfANewKindRefused_leavesNoKindBehind() {
    write(put(user("there"), "1"));
    Put inNewKind = put(new ObjectKey(WORKSPACE, "new", "a"), "1");
    write(new PutBatch(List.of(inNewKind, batchWithOneRefused().get(1)), true));
    assertNull(store().catalogue().kind(WORKSPACE, "new"));
  }

  @Test
  void batch_sameKeyTwice_isAppliedInOrder() {
    List<Item> items = write(new PutBatch(List.of(put(user("a"), "1"), put(user("a"), "2")), true));
    assertEquals(stored(items.get(0)).revision() + 1, stored(items.get(1)).revision());
    assertEquals(content("2"), read(user("a")).content());
  }

  @Test
  void batch_empty_changesNothing() {
    assertEquals(List.of(), write(new PutBatch(List.of(), true)));
  }

  @Test
  void write_whoseCallerHasGone_isNotDone() {
    assertRefused(Reason.CANCELLED, store().write(put(user("a"), "1"), () -> true));
    assertNull(find(user("a")));
  }

  private List<Put> batchWithOneRefused() {
    return List.of(
        put(user("a"), "new"),
        put(user("there"), content("new"), new Precondition.Absent()),
        put(user("b"), "new"));
  }

  private static PutResult stored(Item item) {
    return assertInstanceOf(Stored.class, item).result();
  }

  private static CacheException refusal(Item item) {
    return assertInstanceOf(Refused.class, item).why();
  }
}
