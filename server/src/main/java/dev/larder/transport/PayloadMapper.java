package dev.larder.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.Value;
import dev.larder.model.Bytes;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Payload;
import dev.larder.model.Payload.Form;
import dev.larder.v1.PayloadView;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;

/**
 * Payloads, in and out. JSON comes in and goes out byte for byte; a value is kept as canonical
 * JSON.
 *
 * <p>Thread-safe.
 */
final class PayloadMapper {
  private static final int MOST_LABEL_BYTES = 256;

  private final int maxPayloadBytes;

  @Inject
  PayloadMapper(MessageLimits limits) {
    this.maxPayloadBytes = limits.maxPayloadBytes();
  }

  /** What was put; its form must be set. */
  Payload read(dev.larder.v1.Payload wire, String field) {
    String type =
        FieldChecks.text(wire.getContentType(), MOST_LABEL_BYTES, field + ".content_type");
    String encoding =
        FieldChecks.text(wire.getContentEncoding(), MOST_LABEL_BYTES, field + ".content_encoding");
    return switch (wire.getFormCase()) {
      case JSON -> new Payload(Form.JSON, json(wire.getJson(), field + ".json"), type, encoding);
      case DATA -> new Payload(Form.DATA, data(wire.getData(), field + ".data"), type, encoding);
      case VALUE ->
          new Payload(Form.VALUE, value(wire.getValue(), field + ".value"), type, encoding);
      case FORM_NOT_SET ->
          throw CacheException.invalid(Reason.POLICY_INVALID, field, "a form must be set");
    };
  }

  private Bytes json(String text, String field) {
    requireFit(text.length(), field);
    Bytes bytes = Bytes.utf8(text);
    requireFit(bytes.size(), field);
    JsonText.check(text, field);
    return bytes;
  }

  private Bytes data(ByteString data, String field) {
    requireFit(data.size(), field);
    return Bytes.wrap(data.toByteArray());
  }

  private Bytes value(Value value, String field) {
    requireFit(value.getSerializedSize(), field);
    Bytes bytes = ValueWriter.canonicalJson(value, field);
    requireFit(bytes.size(), field);
    return bytes;
  }

  private void requireFit(int size, String field) {
    if (size > maxPayloadBytes) {
      throw new CacheException(
          Reason.VALUE_TOO_LARGE,
          field + ": at most " + maxPayloadBytes + " bytes",
          Map.of(
              CacheException.FIELD,
              field,
              CacheException.LIMIT,
              Integer.toString(maxPayloadBytes)));
    }
  }

  /** A payload in the form that the reader wants and that can be had; never for {@code NONE}. */
  dev.larder.v1.Payload write(Payload payload, PayloadView view) {
    dev.larder.v1.Payload.Builder wire =
        dev.larder.v1.Payload.newBuilder()
            .setContentType(payload.contentType())
            .setContentEncoding(payload.contentEncoding());
    switch (payload.form()) {
      case DATA -> wire.setData(bytes(payload));
      case VALUE -> wire.setValue(ValueReader.exact(payload.bytes().utf8()).orElseThrow());
      case JSON ->
          asValue(payload, view)
              .ifPresentOrElse(wire::setValue, () -> wire.setJsonBytes(bytes(payload)));
    }
    return wire.build();
  }

  private Optional<Value> asValue(Payload payload, PayloadView view) {
    return view == PayloadView.PAYLOAD_VIEW_VALUE
        ? ValueReader.exact(payload.bytes().utf8()).filter(this::fits)
        : Optional.empty();
  }

  /**
   * Numbers grow when they become values; an answer must not outgrow the messages that were agreed
   * on.
   */
  private boolean fits(Value value) {
    return value.getSerializedSize() <= maxPayloadBytes;
  }

  private static ByteString bytes(Payload payload) {
    return UnsafeByteOperations.unsafeWrap(payload.bytes().array());
  }
}
