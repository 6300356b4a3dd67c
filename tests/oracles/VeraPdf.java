import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;

/** Checks PDF files against a profile, which comes first, such as PDFUA-1 or PDFA-3U; prints "FILE<tab>CLAUSE<tab>MESSAGE" for each failed check. */
class VeraPdf {
    public static void main(String[] words) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile = Profiles.profileFromXml(
            VeraPdf.class.getClassLoader().getResourceAsStream(
                "org/verapdf/pdfa/validation/" + words[0] + ".xml"));
        for (String file : java.util.Arrays.asList(words).subList(1, words.length)) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(
                    new FileInputStream(file), profile.getPDFAFlavour())) {
                ValidationResult result =
                    ValidatorFactory.createValidator(profile, false).validate(parser);
                for (TestAssertion each : result.getTestAssertions()) {
                    System.out.println(file + "\t" + each.getRuleId().getClause() + "-"
                        + each.getRuleId().getTestNumber() + "\t" + each.getMessage());
                }
                System.out.println(file + "\tchecked\t" + result.isCompliant());
            }
        }
    }
}
