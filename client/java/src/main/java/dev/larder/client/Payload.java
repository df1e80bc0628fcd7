package dev.larder.client;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * What a codec makes of a value: the bytes that are cached and what they are. Immutable.
 *
 * <p>Programs that use a {@link Codec} seldom see one; {@link Codec#payload()} hands it out as it
 * is.
 */
public final class Payload {
  private final Form form;
  private final ByteString content;
  private final String contentType;
  private final String contentEncoding;

  private Payload(Form form, ByteString content, String contentType, String contentEncoding) {
    this.form = form;
    this.content = content;
    this.contentType = contentType;
    this.contentEncoding = contentEncoding;
  }

  /**
   * JSON text, kept byte for byte; the server refuses text that does not parse with {@code
   * JSON_INVALID}.
   */
  public static Payload json(String text) {
    return new Payload(Form.JSON, ByteString.copyFromUtf8(text), "", "");
  }

  /** Any bytes. They are copied. */
  public static Payload bytes(byte[] content) {
    return new Payload(Form.BYTES, ByteString.copyFrom(content), "", "");
  }

  /** Any text, kept as bytes in UTF-8. */
  public static Payload text(String text) {
    return new Payload(Form.BYTES, ByteString.copyFromUtf8(text), "", "");
  }

  static Payload of(Form form, ByteString content) {
    return new Payload(form, content, "", "");
  }

  /** How it is kept. */
  public Form form() {
    return form;
  }

  /** A copy of the bytes; of JSON, its text in UTF-8. */
  public byte[] toByteArray() {
    return content.toByteArray();
  }

  /** The bytes, without a copy. */
  public ByteBuffer asReadOnlyByteBuffer() {
    return content.asReadOnlyByteBuffer();
  }

  /** The bytes as UTF-8; what is not UTF-8 becomes replacement characters. */
  public String text() {
    return content.toStringUtf8();
  }

  /** How many bytes there are. */
  public int size() {
    return content.size();
  }

  /** The media type; empty for none. */
  public String contentType() {
    return contentType;
  }

  /** The coding of the bytes; empty for none. */
  public String contentEncoding() {
    return contentEncoding;
  }

  /** This, with another {@link #contentType}. */
  public Payload withContentType(String value) {
    return new Payload(form, content, Objects.requireNonNull(value), contentEncoding);
  }

  /** This, with another {@link #contentEncoding}. */
  public Payload withContentEncoding(String value) {
    return new Payload(form, content, contentType, Objects.requireNonNull(value));
  }

  ByteString content() {
    return content;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that
        && form == that.form
        && content.equals(that.content)
        && contentType.equals(that.contentType)
        && contentEncoding.equals(that.contentEncoding);
  }

  @Override
  public int hashCode() {
    return Objects.hash(form, content, contentType, contentEncoding);
  }

  /** For people: the form, the media type and the size, not the content. */
  @Override
  public String toString() {
    return "Payload[" + form + " " + contentType + " " + content.size() + " bytes]";
  }

  /** How a payload is kept. */
  public enum Form {
    /** JSON text, byte for byte. */
    JSON,

    /** Any bytes, as they are. */
    BYTES,

    /**
     * A JSON value that was put as a structured message; here it is its JSON text. Putting it sends
     * JSON.
     */
    VALUE
  }
}
