package dev.larder.cli.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.larder.cli.console.Utf8;
import java.nio.charset.CharacterCodingException;

/** Reading JSON: the sizes are bounded by the record, so the parser need not bound them again. */
final class Json {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private Json() {}

  static String text(InputRecord.Read record) throws BadRecordException {
    try {
      return Utf8.decode(record.bytes());
    } catch (CharacterCodingException malformed) {
      throw new BadRecordException("not UTF-8", malformed);
    }
  }

  static BadRecordException malformed(JsonProcessingException failure) {
    JsonLocation location = failure.getLocation();
    return new BadRecordException(
        "not JSON" + (location == null ? "" : " at " + place(location)), failure);
  }

  // The record of a line has one line; an element of an array may have more.
  private static String place(JsonLocation location) {
    String column = "column " + location.getColumnNr();
    return location.getLineNr() > 1 ? "line " + location.getLineNr() + ", " + column : column;
  }
}
