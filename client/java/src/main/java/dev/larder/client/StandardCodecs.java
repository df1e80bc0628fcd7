package dev.larder.client;

import java.util.function.Function;

/** The codecs that need no argument. */
final class StandardCodecs {
  static final String JSON_TYPE = "application/json";

  static final Codec<Payload> PAYLOAD = codec(Function.identity(), Function.identity());

  static final Codec<byte[]> BYTES =
      codec(
          bytes -> Payload.bytes(bytes).withContentType("application/octet-stream"),
          Payload::toByteArray);

  static final Codec<String> TEXT =
      codec(text -> Payload.text(text).withContentType("text/plain; charset=utf-8"), Payload::text);

  static final Codec<String> JSON_TEXT =
      codec(text -> Payload.json(text).withContentType(JSON_TYPE), Payload::text);

  private StandardCodecs() {}

  private static <T> Codec<T> codec(Function<T, Payload> encode, Function<Payload, T> decode) {
    return new Codec<>() {
      @Override
      public Payload encode(T value) {
        return encode.apply(value);
      }

      @Override
      public T decode(Payload payload) {
        return decode.apply(payload);
      }
    };
  }
}
