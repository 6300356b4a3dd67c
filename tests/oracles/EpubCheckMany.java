import com.adobe.epubcheck.api.EpubCheck;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Checks many EPUB files in one JVM; prints "FILE<tab>message<tab>TEXT" for each finding. */
class EpubCheckMany {
    public static void main(String[] files) {
        for (String file : files) {
            StringWriter text = new StringWriter();
            new EpubCheck(new File(file), new PrintWriter(text, true)).doValidate();
            for (String line : text.toString().split("\n")) {
                if (!line.isBlank()) System.out.println(file + "\tmessage\t" + line.strip());
            }
            System.out.println(file + "\tchecked\ttrue");
        }
    }
}
