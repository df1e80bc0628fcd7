package dev.larder.client;

import java.util.Objects;

/** Values as JSON text by a mapper. A record, so that codecs of one mapper are equal. */
record JsonCodec<T>(JsonMapper<T> mapper) implements Codec<T> {
  JsonCodec {
    Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public Payload encode(T value) throws Exception {
    return Payload.json(mapper.toJson(value)).withContentType(StandardCodecs.JSON_TYPE);
  }

  @Override
  public T decode(Payload payload) throws Exception {
    return mapper.fromJson(payload.text());
  }
}
