package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.IndexTerm;
import dev.larder.client.Key;
import dev.larder.client.Payload;
import dev.larder.client.Put;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordFormatTest {
  private static final RecordFormat LARDER = new LarderRecords("ns", null);

  @Test
  void plainRecord_isItsOwnPayload_withTermsFromItsFields() throws BadRecordException {
    String text =
        "{ \"user\": {\"id\": 7, \"names\": [\"Ada\", \"Ada\", \"Countess\"]}, \"mail\": \"\" }";
    RecordFormat format =
        new PlainRecords(
            "ns", "k", "user.id", Map.of("user.names", List.of("name"), "mail", List.of("mail")));
    Put<Payload> put = format.put(record(3, text));
    assertEquals(Key.of("ns", "k", "7"), put.key());
    assertEquals(Payload.json(text), put.valueOrNull());
    assertEquals(
        List.of(IndexTerm.of("name", "Ada"), IndexTerm.of("name", "Countess")),
        put.options().indexTerms());
  }

  @Test
  void plainRecord_withoutIdField_hasItsNumber() throws BadRecordException {
    Put<Payload> put = new PlainRecords("ns", "k", null, Map.of()).put(record(42, "[1]"));
    assertEquals("000000042", put.key().id());
  }

  @Test
  void plainRecord_withoutTheId_isBad() {
    RecordFormat format = new PlainRecords("ns", "k", "id", Map.of());
    assertThrows(BadRecordException.class, () -> format.put(record(1, "{\"other\":1}")));
    assertThrows(BadRecordException.class, () -> format.put(record(1, "{\"id\":null}")));
    assertThrows(BadRecordException.class, () -> format.put(record(1, "{\"id\":1")));
    assertThrows(BadRecordException.class, () -> format.put(record(1, "{\"id\":1} {}")));
  }

  @Test
  void record_thatIsNotUtf8_isBadRatherThanChanged() {
    InputRecord.Read record = new InputRecord.Read(1, new byte[] {'"', (byte) 0xFF, '"'});
    RecordFormat format = new PlainRecords("ns", "k", null, Map.of());
    BadRecordException bad = assertThrows(BadRecordException.class, () -> format.put(record));
    assertEquals("not UTF-8", bad.getMessage());
  }

  @Test
  void larderRecord_withEverything_isPutSo() throws BadRecordException {
    Put<Payload> put =
        LARDER.put(
            record(
                1,
                "{\"namespace\":\"elsewhere\",\"kind\":\"k\",\"id\":\"U1\",\"data\":\"AAH/\",\"content_type\":\"x/y\","
                    + "\"fetch_time\":\"2025-01-31T12:00:00.000001Z\",\"fresh\":\"90s\",\"stale_if_error\":\"24h\","
                    + "\"terms\":[{\"field\":\"name\",\"value\":\"Ada\"}],\"tags\":[\"z\",\"a\"],\"origin_validator\":\"v\",\"revision\":9,"
                    + "\"etag\":\"e\",\"outcome\":\"FRESH\",\"age_seconds\":1.5}"));
    assertEquals(Key.of("ns", "k", "U1"), put.key());
    assertArrayEquals(
        new byte[] {0, 1, -1}, put.valueOrNull() == null ? null : put.valueOrNull().toByteArray());
    assertEquals(Instant.parse("2025-01-31T12:00:00.000001Z"), put.options().fetchTime());
    assertEquals(Duration.ofSeconds(90), put.options().lifetime().fresh());
    assertEquals(List.of(IndexTerm.of("name", "Ada")), put.options().indexTerms());
    assertEquals(List.of("z", "a"), put.options().tags());
    assertEquals("v", put.options().originValidator());
    assertEquals("x/y", put.options().contentType());
  }

  @Test
  void larderRecord_ofAValue_keepsItsNumbers() throws BadRecordException {
    Put<Payload> put =
        LARDER.put(
            record(
                1,
                "{\"id\":\"1\",\"kind\":\"k\",\"value\":{\"n\": 1.10, \"big\": 12345678901234567890}}"));
    assertEquals(Payload.json("{\"n\":1.10,\"big\":12345678901234567890}"), put.valueOrNull());
  }

  @Test
  void larderRecord_thatIsNegative_hasNoPayload() throws BadRecordException {
    assertEquals(
        null,
        LARDER.put(record(1, "{\"id\":\"1\",\"kind\":\"k\",\"negative\":true}")).valueOrNull());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "{\"id\":\"1\",\"json\":\"1\"}",
        "{\"kind\":\"k\",\"json\":\"1\"}",
        "{\"id\":\"1\",\"kind\":\"k\"}",
        "{\"id\":\"1\",\"kind\":\"k\",\"json\":\"1\",\"text\":\"2\"}",
        "{\"id\":\"1\",\"kind\":\"k\",\"json\":\"1\",\"negative\":true}",
        "{\"id\":\"1\",\"kind\":\"k\",\"json\":{}}",
        "{\"id\":1,\"kind\":\"k\",\"json\":\"1\"}",
        "{\"id\":\"1\",\"kind\":\"k\",\"data\":\"!\"}",
        "{\"id\":\"1\",\"kind\":\"k\",\"negative\":\"yes\"}",
        "{\"id\":\"1\",\"kind\":\"k\",\"json\":\"1\",\"fresh\":\"soon\"}",
        "{\"id\":\"1\",\"kind\":\"k\",\"json\":\"1\",\"fetch_time\":\"today\"}",
        "{\"id\":\"1\",\"kind\":\"k\",\"json\":\"1\",\"terms\":[{\"field\":\"a\"}]}",
        "{\"id\":\"1\",\"kind\":\"k\",\"json\":\"1\",\"tags\":[1]}",
        "{\"id\":\"1\",\"kind\":\"k\",\"json\":\"1\",\"tags\":\"a\"}",
        "{\"id\":\"1\",\"kind\":\"k\",\"json\":\"1\",\"delete_time\":\"2025-01-31T12:00:00Z\"}",
        "{\"id\":\"1\",\"kind\":\"k\",\"json\":\"1\"} x"
      })
  void larderRecord_thatIsUnsound_isBad(String text) {
    BadRecordException bad =
        assertThrows(BadRecordException.class, () -> LARDER.put(record(1, text)));
    assertTrue(String.valueOf(bad.getMessage()).lines().count() == 1, bad.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\":\"1\",\"data\":\"!\"} | data: not base64",
        "{\"id\":\"1\",\"bogus\":{\"a\":1}} | unknown field: bogus",
        "{\"terms\":[{\"feild\":\"a\"}]} | a term has an unknown field: feild",
        "{\"id\":oops} | not JSON at column 7",
        "{\"fetch_time\":\"today\"} | fetch_time: 'today' is not a point in time: write 2025-01-31T12:00:00Z"
      })
  void larderRecord_thatIsUnsound_isBadForAReasonInPlainWords(String text, String why) {
    BadRecordException bad =
        assertThrows(BadRecordException.class, () -> LARDER.put(record(1, text)));
    assertEquals(why, bad.getMessage());
  }

  @Test
  void larderRecord_amongRecordsOfOneKind_isBadWhenItNamesAnother() throws BadRecordException {
    RecordFormat users = LarderRecords.ofKind("ns", "users");
    assertEquals(
        Key.of("ns", "users", "1"), users.put(record(1, "{\"id\":\"1\",\"json\":\"1\"}")).key());
    assertEquals(
        Key.of("ns", "users", "1"),
        users.put(record(1, "{\"kind\":\"users\",\"id\":\"1\",\"json\":\"1\"}")).key());
    BadRecordException bad =
        assertThrows(
            BadRecordException.class,
            () -> users.put(record(1, "{\"kind\":\"messages\",\"id\":\"1\",\"json\":\"1\"}")));
    assertEquals("kind is messages, and not users", bad.getMessage());
  }

  private static InputRecord.Read record(long number, String text) {
    return new InputRecord.Read(number, text.getBytes(StandardCharsets.UTF_8));
  }
}
