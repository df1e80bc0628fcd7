package dev.larder.client;

import com.google.protobuf.Message;

/**
 * Turns values into payloads and back. Implementations are immutable and may be called by any
 * thread. Keep one for a type: callers of {@code getOrLoad} share a load only when their codecs are
 * equal.
 */
public interface Codec<T> {
  /**
   * The payload of a value.
   *
   * @throws Exception when there is none; the put then, and after an Error too, fails with {@link
   *     LarderException#ENCODE_FAILED} and sends nothing
   */
  Payload encode(T value) throws Exception;

  /**
   * The value of a payload.
   *
   * @throws Exception when there is none; the read then, and after an Error too, fails with {@link
   *     LarderException#DECODE_FAILED}
   */
  T decode(Payload payload) throws Exception;

  /** Payloads as they are. */
  static Codec<Payload> payload() {
    return StandardCodecs.PAYLOAD;
  }

  /** Any bytes, as they are; content type "application/octet-stream". */
  static Codec<byte[]> bytes() {
    return StandardCodecs.BYTES;
  }

  /**
   * Text, kept in UTF-8; content type "text/plain; charset=utf-8". Reads payloads of any form as
   * text.
   */
  static Codec<String> text() {
    return StandardCodecs.TEXT;
  }

  /**
   * JSON as text, kept byte for byte and checked by the server; content type "application/json".
   */
  static Codec<String> jsonText() {
    return StandardCodecs.JSON_TEXT;
  }

  /** Values as JSON by a mapper that the caller supplies; content type "application/json". */
  static <T> Codec<T> json(JsonMapper<T> mapper) {
    return new JsonCodec<>(mapper);
  }

  /**
   * Protobuf messages in their binary form; content type "application/protobuf" with the message's
   * full name.
   *
   * @param defaultInstance any instance of the type: {@code User.getDefaultInstance()}
   */
  static <M extends Message> Codec<M> protobuf(M defaultInstance) {
    return new ProtobufCodec<>(defaultInstance);
  }
}
