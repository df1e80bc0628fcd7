package dev.larder.client;

import com.google.protobuf.Message;
import java.util.Objects;

/** Messages in their binary form. A record, so that codecs of one type are equal. */
record ProtobufCodec<M extends Message>(M defaultInstance) implements Codec<M> {
  ProtobufCodec {
    Objects.requireNonNull(defaultInstance, "defaultInstance");
  }

  @Override
  public Payload encode(M value) {
    return Payload.of(Payload.Form.BYTES, value.toByteString())
        .withContentType(
            "application/protobuf; type=" + defaultInstance.getDescriptorForType().getFullName());
  }

  @Override
  @SuppressWarnings("unchecked")
  public M decode(Payload payload) throws Exception {
    if (payload.form() != Payload.Form.BYTES) {
      throw new IllegalArgumentException("not a binary payload but " + payload);
    }
    return (M) defaultInstance.getParserForType().parseFrom(payload.content());
  }
}
