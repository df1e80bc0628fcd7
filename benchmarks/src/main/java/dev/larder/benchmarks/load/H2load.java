package dev.larder.benchmarks.load;

import dev.larder.benchmarks.process.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * h2load of nghttp2, which costs the same whoever it calls. It sends one body over and over, so it
 * is for what one key can show.
 */
public final class H2load {
  /** The program's name. */
  public static final String PROGRAM = "h2load";

  /** The package that it comes in. */
  public static final String PACKAGE = "nghttp2-client";

  private static final Pattern RATE = Pattern.compile("finished in .*?, ([0-9.]+) req/s");
  private static final Pattern SUCCEEDED = Pattern.compile("(\\d+) succeeded");

  private H2load() {}

  /**
   * Calls the method with the first message of the call; answers how many calls a second it made.
   */
  public static double run(Target target, Call call, LoadShape shape) {
    Path body = body(call);
    try {
      String output = Tool.run(command(target, call, shape, body));
      if (number(SUCCEEDED, output) < shape.requests()) {
        throw new IllegalStateException("calls failed:\n" + output);
      }
      return number(RATE, output);
    } finally {
      delete(body);
    }
  }

  private static List<String> command(Target target, Call call, LoadShape shape, Path body) {
    boolean unix = target.uri().startsWith("unix:");
    return List.of(
        PROGRAM,
        "-c" + shape.connections(),
        "-m" + shape.streams(),
        "-n" + shape.requests(),
        "-H",
        "content-type: application/grpc",
        "-H",
        "te: trailers",
        "-d",
        body.toString(),
        "-B",
        target.uri(),
        (unix ? "http://localhost" : target.uri()) + call.path());
  }

  private static Path body(Call call) {
    byte[] message = call.requests().next().toByteArray();
    ByteBuffer prefixed =
        ByteBuffer.allocate(5 + message.length).put((byte) 0).putInt(message.length).put(message);
    try {
      return Files.write(Files.createTempFile("larder", ".body"), prefixed.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double number(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IllegalStateException("h2load printed something else:\n" + output);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
