package dev.larder.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.larder.observability.ObservabilityConfig.LogFormat;
import dev.larder.observability.ObservabilityConfig.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private final LoggerContext context = new LoggerContext();
  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    context.stop();
    System.setErr(standardError);
  }

  @Test
  void configure_text_writesALineForPeople() {
    Logging.configure(context, new ObservabilityConfig(LogLevel.INFO, LogFormat.TEXT));

    context.getLogger("dev.larder.cache.HotTier").info("Holds {} entries", 3);

    assertTrue(lines().matches("\\S+ INFO  \\[.+] HotTier: Holds 3 entries\\R"), lines());
  }

  @Test
  void configure_textWithAFailure_writesItsStackTrace() {
    Logging.configure(context, new ObservabilityConfig(LogLevel.INFO, LogFormat.TEXT));

    context.getLogger("dev.larder").error("Broken", new IllegalStateException("why"));

    assertTrue(lines().contains("java.lang.IllegalStateException: why"), lines());
  }

  @Test
  void configure_json_writesOneObjectALine() throws IOException {
    Logging.configure(context, new ObservabilityConfig(LogLevel.INFO, LogFormat.JSON));

    context
        .getLogger("dev.larder")
        .atInfo()
        .addKeyValue("port", 7070)
        .log("A \"quoted\"\nmessage", new IllegalStateException("why"));

    assertEquals(1, lines().lines().count(), lines());
    assertTrue(
        lines().contains("\"port\": \"7070\"") || lines().contains("\"port\":\"7070\""), lines());
    try (JsonParser parser = new JsonFactory().createParser(lines())) {
      assertEquals(JsonToken.START_OBJECT, parser.nextToken());
      parser.skipChildren();
      assertEquals(null, parser.nextToken());
    }
  }

  @Test
  void configure_debug_leavesTheLibrariesAtWarn() {
    Logging.configure(context, new ObservabilityConfig(LogLevel.DEBUG, LogFormat.TEXT));

    Logger library = context.getLogger("io.netty.channel");
    assertTrue(context.getLogger("dev.larder.store").isDebugEnabled());
    assertFalse(library.isInfoEnabled());
    assertTrue(library.isWarnEnabled());
  }

  @Test
  void configure_error_silencesWarningsOfTheLibrariesToo() {
    Logging.configure(context, new ObservabilityConfig(LogLevel.ERROR, LogFormat.TEXT));

    assertFalse(context.getLogger("io.netty.channel").isWarnEnabled());
    assertFalse(context.getLogger("dev.larder.store").isWarnEnabled());
  }

  private String lines() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
