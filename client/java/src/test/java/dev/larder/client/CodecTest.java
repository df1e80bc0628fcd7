package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.larder.v1.Entry;
import dev.larder.v1.PutObjectRequest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CodecTest {
  private static final Key KEY = Key.of("acme", "users", "U1");

  private final TestingCacheService cache = new TestingCacheService();
  private final TestingServer server = TestingServer.start(cache);
  private final BlockingLarderClient client = server.client().build().blocking();

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    server.close();
  }

  @Test
  void bytes_ofEveryValue_comeBackByteForByte() {
    byte[] every = new byte[256];
    for (int value = 0; value < every.length; value++) {
      every[value] = (byte) value;
    }
    client.put(KEY, every, Codec.bytes());
    assertArrayEquals(every, client.get(KEY, Codec.bytes()).value().orElseThrow());
    assertEquals("application/octet-stream", put().getPayload().getContentType());
  }

  @Test
  void text_beyondTheBasicPlane_comesBack() {
    client.put(KEY, "žluťoučký 🐎", Codec.text());
    assertEquals("žluťoučký 🐎", client.get(KEY, Codec.text()).value().orElseThrow());
  }

  @Test
  void jsonText_withOddSpacing_isKeptAsItIs() {
    String odd = "{ \"a\" : 1.0e3 }\n";
    client.put(KEY, odd, Codec.jsonText());
    assertEquals(odd, put().getPayload().getJson());
    assertEquals(odd, client.get(KEY, Codec.jsonText()).value().orElseThrow());
    assertEquals("application/json", put().getPayload().getContentType());
  }

  @Test
  void json_byAMapper_comesBack() {
    Codec<Integer> codec = Codec.json(JsonMapper.of(String::valueOf, Integer::valueOf));
    client.put(KEY, 42, codec);
    assertEquals("42", put().getPayload().getJson());
    assertEquals(42, client.get(KEY, codec).value().orElseThrow());
  }

  @Test
  void protobuf_message_comesBackWithItsName() {
    Codec<Timestamp> codec = Codec.protobuf(Timestamp.getDefaultInstance());
    Timestamp time = Timestamp.newBuilder().setSeconds(5).build();
    client.put(KEY, time, codec);
    assertEquals(time, client.get(KEY, codec).value().orElseThrow());
    assertEquals(
        "application/protobuf; type=google.protobuf.Timestamp",
        put().getPayload().getContentType());
  }

  @Test
  void payload_thatWasPutAsAValue_isReadAsJson() {
    Value list =
        Value.newBuilder()
            .setListValue(
                ListValue.newBuilder()
                    .addValues(Value.newBuilder().setNumberValue(3))
                    .addValues(Value.newBuilder().setNumberValue(0.5))
                    .addValues(Value.newBuilder().setNumberValue(-0.0))
                    .addValues(Value.newBuilder().setBoolValue(true))
                    .addValues(Value.newBuilder().setNullValue(NullValue.NULL_VALUE)))
            .build();
    cache.answer =
        request ->
            TestingCacheService.outcome(dev.larder.v1.Outcome.OUTCOME_FRESH).toBuilder()
                .setEntry(
                    Entry.newBuilder()
                        .setKey(request.getKey())
                        .setPayload(
                            dev.larder.v1.Payload.newBuilder()
                                .setValue(
                                    Value.newBuilder()
                                        .setStructValue(
                                            Struct.newBuilder().putFields("a<b", list)))))
                .build();
    assertEquals(
        "{\"a<b\":[3,0.5,-0.0,true,null]}",
        client.get(KEY, Codec.jsonText()).value().orElseThrow());
  }

  @Test
  void codec_thatCannotEncode_failsThePutAndSendsNothing() {
    Codec<String> broken =
        Codec.json(
            JsonMapper.of(
                value -> {
                  throw new IOException("no");
                },
                json -> json));
    LarderException failure =
        assertThrows(LarderException.class, () -> client.put(KEY, "value", broken));
    assertEquals(LarderException.ENCODE_FAILED, failure.reason());
    assertTrue(client.async().put(KEY, "value", broken).isCompletedExceptionally());
    assertTrue(cache.puts.isEmpty());
  }

  @Test
  void codec_thatCannotDecode_failsTheRead() {
    client.put(KEY, "not a number", Codec.jsonText());
    Codec<Integer> numbers = Codec.json(JsonMapper.of(String::valueOf, Integer::valueOf));
    LarderException failure = assertThrows(LarderException.class, () -> client.get(KEY, numbers));
    assertEquals(LarderException.DECODE_FAILED, failure.reason());
    assertInstanceOf(NumberFormatException.class, failure.getCause());
  }

  @Test
  void codec_thatFailsWithAnError_failsTheCallAsAnyFailureDoes() throws Exception {
    client.put(KEY, "value", Codec.text());
    Error error = new StackOverflowError();
    Codec<String> broken = failing(error);
    CompletableFuture<Read<String>> read = client.async().get(KEY, broken);
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> read.get(10, TimeUnit.SECONDS));
    LarderException told = assertInstanceOf(LarderException.class, failure.getCause());
    assertEquals(LarderException.DECODE_FAILED, told.reason());
    assertSame(error, told.getCause());
    assertSame(
        error, assertThrows(LarderException.class, () -> client.get(KEY, broken)).getCause());
    assertTrue(client.async().put(KEY, "value", broken).isCompletedExceptionally());
  }

  @Test
  void contentType_ofTheOptions_goesBeforeTheCodecs() {
    client.put(
        KEY,
        "a,b",
        Codec.text(),
        PutOptions.defaults().withContentType("text/csv").withContentEncoding("identity"));
    Read<String> read = client.get(KEY, Codec.text());
    assertEquals("text/csv", read.object().orElseThrow().metadata().contentType());
    assertEquals("identity", read.object().orElseThrow().metadata().contentEncoding());
  }

  @Test
  void codecs_ofTheSameType_areEqual() {
    JsonMapper<String> mapper = JsonMapper.of(text -> text, json -> json);
    assertEquals(Codec.json(mapper), Codec.json(mapper));
    assertEquals(
        Codec.protobuf(Timestamp.getDefaultInstance()),
        Codec.protobuf(Timestamp.getDefaultInstance()));
    assertNotEquals(Codec.text(), Codec.jsonText());
  }

  private static Codec<String> failing(Error error) {
    return new Codec<>() {
      @Override
      public Payload encode(String value) {
        throw error;
      }

      @Override
      public String decode(Payload payload) {
        throw error;
      }
    };
  }

  private PutObjectRequest put() {
    return cache.puts.get(0);
  }
}
