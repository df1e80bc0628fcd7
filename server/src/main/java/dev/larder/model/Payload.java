package dev.larder.model;

/**
 * What is cached, as it was put.
 *
 * @param form how the client wrote it
 * @param bytes the JSON text in UTF-8 for {@link Form#JSON} and {@link Form#VALUE} (the latter in a
 *     canonical form, so that equal values have equal bytes), anything for {@link Form#DATA}
 * @param contentType handed back as it was put; at most 256 bytes, may be empty
 * @param contentEncoding handed back as it was put; at most 256 bytes, may be empty
 */
public record Payload(Form form, Bytes bytes, String contentType, String contentEncoding) {
  /** The form in which a payload was put. The numbers are stored: they never change. */
  public enum Form {
    JSON(1),
    DATA(2),
    VALUE(3);

    private final int number;

    Form(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
