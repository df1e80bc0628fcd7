package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineReaderTest {
  @Test
  void next_ofLines_keepsTheirBytesAndNumbers() throws IOException {
    assertEquals(
        List.of("1:{\"a\": 1}", "2: héllo 東京 👍 ", "4:last"),
        TestingReaders.lines("{\"a\": 1}\n héllo 東京 👍 \r\n\nlast", 100));
  }

  @Test
  void next_ofALineOverTheBound_reportsItAndGoesOn() throws IOException {
    assertEquals(
        List.of("1:12345", "2 bad: longer than 5 bytes", "3:ok"),
        TestingReaders.lines("12345\n123456789\nok\n", 5));
  }

  @Test
  void next_afterAByteOrderMark_beginsBehindIt() throws IOException {
    assertEquals(List.of("1:a"), TestingReaders.lines("\uFEFFa\n", 5));
  }

  @Test
  void next_ofNothing_isTheEnd() throws IOException {
    assertEquals(List.of(), TestingReaders.lines("", 5));
    assertEquals(List.of(), TestingReaders.lines("\n\r\n\n", 5));
  }
}
