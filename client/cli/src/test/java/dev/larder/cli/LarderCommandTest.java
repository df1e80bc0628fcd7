package dev.larder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.cli.console.Console;
import dev.larder.cli.console.Terminals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

final class LarderCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"gte a b c", "kinds gte a"})
  void run_ofAnUnknownCommand_namesIt(String line) {
    assertEquals(2, run(line.split(" ")), text(error));
    assertTrue(text(error).startsWith("larder: There is no command 'gte'"), text(error));
  }

  @Test
  void run_withAnArgumentTooMany_namesIt() {
    assertEquals(2, run("export", "a", "k", "file", "more"));
    assertTrue(text(error).startsWith("larder: Too many arguments: 'file' 'more'"), text(error));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get a b",
        "get a b c --freshness rotten",
        "get a b c --max-age soon",
        "get a b c --output xml",
        "put a b c --text 1 --fetch-time tomorrow",
        "put a b c --text 1 --if-revision abc",
        "lookup a b --limit 99999999999",
        "kinds set a b --jitter 500",
        "kinds set a b --refresh-ahead 1",
        "kinds set a b --default-freshness refresh",
        "stats --watch=abc",
        "put a b c --json 1 --text 2",
        "put a b c --text 1 --if-absent --if-newer",
        "put a b c --text 1 --term name",
        "put a b c --data !",
        "delete a b c d --if-etag x",
        "invalidate a b",
        "invalidate a b c --kind d",
        "invalidate a b c --tag d",
        "invalidate a --kind b --tag c",
        "clear",
        "clear a --all",
        "clear a",
        "clear --all",
        "namespaces",
        "namespaces set a --max-bytes many",
        "namespaces delete a",
        "kinds",
        "stats --watch=0",
        "import a",
        "import a k f --format larder --term x=y",
        "import a f --format records",
        "import a k f --batch-size 0",
        "export a --resume",
        "export a --separator ,",
        "export a --to a.gz",
        "export a k file",
        "bench --reads 2",
        "get a b c --target nowhere",
        "get a b c --deadline 0",
        "get a b c --deadline 99999999999999d",
        "bench --duration 9999999999999d",
        "kinds set a k --fresh 9999999999999d",
        "nonsense"
      })
  void run_ofAWrongCommandLine_saysSoInAFewLines(String line) {
    assertEquals(2, run(line.split(" ")), text(error));
    assertTrue(text(error).lines().count() <= 3, text(error));
    assertTrue(text(error).startsWith("larder: "), text(error));
    assertFalse(text(error).contains("java"), text(error));
    assertEquals("", text(out));
  }

  /** Else they could not be told from the command's own exit codes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fill a b c",
        "fill a b c --",
        "fill a b c --lese 1s date",
        "fill a b c --lease 0 -- date",
        "fill a b c --lease 99ms -- date",
        "fill a b c --lease 2d -- date",
        "fill a b c --wait 0 -- date",
        "fill a b c --backoff soon -- date",
        "fill a b c --backoff 2h -- date",
        "fill a b c --deadline 0 -- date",
        "fill a b c --target nowhere -- date"
      })
  void fill_ofAWrongCommandLine_hasItsOwnExitCode(String line) {
    assertEquals(125, run(line.split(" ")), text(error));
    assertTrue(text(error).lines().count() <= 3, text(error));
    assertTrue(text(error).startsWith("larder: "), text(error));
    assertEquals("", text(out));
  }

  @Test
  void fill_ofATimeOutOfRange_namesTheRange() {
    assertEquals(125, run("fill", "a", "b", "c", "--backoff", "2h", "--", "date"));
    assertEquals("larder: --backoff must be 0s to 1h, not 2h\n", text(error));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fill a b c echo --help --target x -o y",
        "fill a b c -- echo --help --target x -o y",
        "fill -- a b c echo --help --target x -o y"
      })
  void fill_ofACommandWithOptions_leavesThemToIt(String line) {
    String target = "unix:" + directory.resolve("none.sock");
    String[] words = ("--target " + target + " " + line).split(" ");
    assertEquals(0, run(words), text(error));
    assertEquals("--help --target x -o y\n", text(out));
  }

  @Test
  void fill_ofACommandAfterItsFirstWord_takesTwoDashesAsAWord() {
    String target = "unix:" + directory.resolve("none.sock");
    assertEquals(0, run("fill", "--target", target, "a", "b", "c", "echo", "--", "-x"));
    assertEquals("-- -x\n", text(out));
  }

  @Test
  void fill_withoutAServer_saysHowToStartOneAndRunsTheCommand() {
    String target = "unix:" + directory.resolve("none.sock");
    assertEquals(0, run("fill", "--target", target, "a", "b", "c", "echo", "value"));
    assertEquals("value\n", text(out));
    assertTrue(
        text(error)
            .startsWith(
                "larder: running the command without the cache: cannot reach a Larder server at "
                    + target),
        text(error));
    assertTrue(text(error).contains("larder-server"), text(error));
  }

  @Test
  void fill_ofAnOutputThatCannotBeWritten_isNotTakenForTheCommand() {
    String target = "unix:" + directory.resolve("none.sock");
    Console console = new Console(InputStream.nullInputStream(), full(), error, Terminals.none());
    assertEquals(
        125,
        LarderCommand.run(console, "fill", "--target", target, "a", "b", "c", "echo", "value"));
    assertTrue(text(error).contains("No space left on device"), text(error));
  }

  @Test
  void run_ofAnUnknownName_saysTheNamesAsTheHelpDoes() {
    assertEquals(2, run("get", "a", "b", "c", "--freshness", "rotten"));
    assertTrue(
        text(error)
            .contains(
                "'rotten' is none of fresh-only, stale-while-revalidate, stale-if-error, any, refresh"),
        text(error));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stale-if-error", "STALE_IF_ERROR", "Stale-If-Error"})
  void run_ofAName_disregardsItsCase(String name) {
    String target = "unix:" + directory.resolve("none.sock");
    assertEquals(4, run("get", "--target", target, "a", "b", "c", "--freshness", name));
  }

  @Test
  void run_ofAnArgumentThatIsNoText_isRefused() {
    assertEquals(2, run("get", "a", "b", "\uFFFD\uFFFD"));
    assertTrue(text(error).contains("bytes that are no text"), text(error));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--content-type", "--content-encoding"})
  void put_ofALabelWithALineEnd_isRefused(String option) {
    assertEquals(2, run("put", "a", "b", "c", "--text", "1", option, "x/y\nX-Header: 1"));
    assertTrue(text(error).startsWith("larder: " + option), text(error));
  }

  @Test
  void help_ofTheCompletion_isItsOwn() {
    assertEquals(0, run("generate-completion", "--help"));
    assertTrue(text(out).startsWith("Print a completion script"), text(out));
  }

  @Test
  void help_ofKindsSet_listsOnlyTheRulesThatItTakes() {
    assertEquals(0, run("kinds", "set", "--help"));
    assertTrue(text(out).replaceAll("\\s+", " ").contains("stale-if-error, any."), text(out));
  }

  @Test
  void run_ofAnArgumentWithALineEnd_saysItOnOneLine() {
    assertEquals(2, run("get", "a", "b", "c", "one\nlarder: two"));
    assertTrue(text(error).lines().findFirst().orElse("").contains("one·larder: two"), text(error));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "get --help", "help get", "generate-completion"})
  void run_whoseHelpCannotBeWritten_saysSo(String line) {
    Console console = new Console(InputStream.nullInputStream(), full(), error, Terminals.none());
    assertEquals(2, LarderCommand.run(console, line.split(" ")));
    assertTrue(text(error).contains("No space left on device"), text(error));
  }

  private static OutputStream full() {
    return new OutputStream() {
      @Override
      public void write(int next) throws IOException {
        throw new IOException("No space left on device");
      }
    };
  }

  @Test
  void put_ofAFolder_namesIt() {
    assertEquals(2, run("put", "a", "b", "c", "--file", directory.toString()));
    assertEquals("larder: " + directory + ": Is a directory\n", text(error));
  }

  @Test
  void put_ofAFileThatIsNotThere_saysWhatIsMissing() {
    String file = directory.resolve("none").toString();
    assertEquals(2, run("put", "a", "b", "c", "--file", file));
    assertEquals("larder: " + file + ": no such file\n", text(error));
  }

  @Test
  void lookup_ofTheEmptyValue_isRefused() {
    assertEquals(2, run("lookup", "a", "k", "--value", ""));
    assertTrue(text(error).startsWith("larder: --value"), text(error));
  }

  @Test
  void run_withoutAServer_saysHowToStartOne() {
    String target = "unix:" + directory.resolve("none.sock");
    assertEquals(4, run("get", "--target", target, "a", "b", "c"));
    assertTrue(text(error).contains("cannot reach a Larder server at " + target), text(error));
    assertTrue(text(error).contains("larder-server"), text(error));
  }

  @Test
  void run_ofAnImportFromAFileThatIsNotThere_hasItsExitCodeOnlyAfterTheServerAnswered() {
    String target = "unix:" + directory.resolve("none.sock");
    assertEquals(4, run("import", "a", "k", "missing.ndjson", "--target", target));
  }

  @Test
  void run_thatEndsInAnError_isNotTakenForAMiss() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() {
            throw new InternalError("told to fail");
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            throw new InternalError("told to fail");
          }
        };
    Console console = new Console(broken, out, error, Terminals.none());
    assertEquals(3, LarderCommand.run(console, "put", "a", "b", "c"));
    assertTrue(text(error).contains("InternalError: told to fail"), text(error));
  }

  @Test
  void help_ofEveryCommand_describesEveryOption() {
    List<String> undescribed = new ArrayList<>();
    visit(new CommandLine(new LarderCommand()), undescribed);
    assertEquals(List.of(), undescribed);
  }

  private static void visit(CommandLine command, List<String> undescribed) {
    CommandSpec spec = command.getCommandSpec();
    for (ArgSpec argument : spec.args()) {
      if (argument.description().length == 0 && !argument.hidden()) {
        undescribed.add(spec.qualifiedName() + " " + argument);
      }
    }
    command.getSubcommands().values().forEach(each -> visit(each, undescribed));
  }

  private int run(String... arguments) {
    Console console =
        new Console(new ByteArrayInputStream(new byte[0]), out, error, Terminals.none());
    return LarderCommand.run(console, arguments);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
