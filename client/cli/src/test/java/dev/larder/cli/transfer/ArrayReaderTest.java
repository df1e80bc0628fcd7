package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrayReaderTest {
  @Test
  void next_ofPrettyPrintedElements_keepsEveryByte() throws IOException {
    String first = "{\r\n    \"name\": \"Sant Julià \\\"]}\\\\\",\n \"a\": [1, {}]\n  }";
    assertEquals(
        List.of("1:" + first, "2:[ ]", "3:\"x,]\"", "4:-1.5e3", "5:null", "6:true"),
        TestingReaders.elements("  [\n " + first + " ,\n[ ],\"x,]\" , -1.5e3,null,true]\n", 200));
  }

  @Test
  void next_ofAnEmptyArray_isTheEnd() throws IOException {
    assertEquals(List.of(), TestingReaders.elements(" [ \n ] ", 10));
  }

  @Test
  void next_ofAnElementOverTheBound_reportsItAndGoesOn() throws IOException {
    assertEquals(
        List.of("1:1", "2 bad: longer than 4 bytes", "3:3"),
        TestingReaders.elements("[1,{\"long\":\"er\"},3]", 4));
  }

  @Test
  void next_ofAnInputThatBreaksOff_saysWhere() throws IOException {
    assertEquals(
        List.of("1:{}", "2 broken: the input ends in the middle of an element"),
        TestingReaders.elements("[{}, {\"a\": 1", 20));
    assertEquals(
        List.of("1:{}", "2 broken: the input ends before the array does"),
        TestingReaders.elements("[{}", 20));
  }

  @Test
  void next_ofSomethingElse_isBroken() throws IOException {
    assertEquals(
        List.of("1 broken: expected a JSON array"), TestingReaders.elements("{\"a\":1}", 20));
    assertEquals(
        List.of("1:{}", "2 broken: expected a comma or the end of the array"),
        TestingReaders.elements("[{} {}]", 20));
    assertEquals(
        List.of("1 broken: the input ends before the array does"), TestingReaders.elements("", 20));
  }
}
