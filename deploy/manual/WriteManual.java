package dev.larder.manual;

import dev.larder.bootstrap.Main;
import dev.larder.cli.LarderCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes the manual pages and the completion scripts of both programs, from their own command
 * lines. Run by install.sh.
 */
public final class WriteManual {
  private final Path share;

  private WriteManual(Path share) {
    this.share = share;
  }

  /** Takes the directory to write into: man, bash-completion, zsh and fish below it. */
  public static void main(String[] arguments) throws IOException {
    WriteManual manual = new WriteManual(Path.of(arguments[0]));
    manual.write(new CommandLine(new LarderCommand()), "larder-server");
    manual.write(new CommandLine(Main.specification()), "larder");
  }

  private void write(CommandLine program, String seeAlso) throws IOException {
    // Wide enough that no description is broken here; whoever shows the page breaks it.
    program.setUsageHelpAutoWidth(false).setUsageHelpWidth(10_000);
    String name = program.getCommandName();
    write("man/man1/" + name + ".1", new ManPage(program, List.of(seeAlso)).text());
    String bash = AutoComplete.bash(name, program);
    write("bash-completion/completions/" + name, bash);
    write("zsh/site-functions/_" + name, zsh(name, bash));
    write("fish/vendor_completions.d/" + name + ".fish", new FishCompletion(program).text());
  }

  /**
   * The bash script knows zsh too; it defines its function, which the first completion then calls.
   * Bash's compopt has no counterpart in zsh: without it, only a space after options differs.
   */
  private static String zsh(String name, String bash) {
    return """
        #compdef %1$s
        (( $+functions[compopt] )) || function compopt { : }
        %2$s
        _bash_complete -o default -F _complete_%1$s
        """
        .formatted(name, bash);
  }

  private void write(String path, String text) throws IOException {
    Path file = share.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
