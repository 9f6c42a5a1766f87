#include "session/notices/notice_texts.hpp"

#include <algorithm>

#include "engine/languages.hpp"

namespace hotpin::session {
namespace {

struct Row {
  std::string_view language;
  std::array<std::string_view, dialog::kNotices> texts;
};

/// Not understood, failed, busy, unreadable. English goes first.
constexpr Row kTable[] = {
    {"en",
     {"Sorry, I did not catch that.", "Sorry, something went wrong. Please try again.",
      "Sorry, I was still speaking and missed that.",
      "Sorry, I cannot read the sound that was sent."}},
    {"zh",
     {"抱歉，我没听清。", "抱歉，出了点问题，请再试一次。", "抱歉，我刚才还在说话，没有听到。",
      "抱歉，我无法读取收到的声音。"}},
    {"hi",
     {"माफ़ कीजिए, वह ठीक से सुनाई नहीं दिया।", "माफ़ कीजिए, कुछ गड़बड़ हो गई। कृपया फिर से कोशिश करें।",
      "माफ़ कीजिए, मेरी बात अभी चल रही थी और आपकी बात छूट गई।",
      "माफ़ कीजिए, भेजी गई आवाज़ पढ़ी नहीं जा सकती।"}},
    {"es",
     {"Perdón, no lo he entendido.", "Perdón, algo ha fallado. Inténtelo de nuevo.",
      "Perdón, todavía estaba hablando y no lo he oído.",
      "Perdón, no puedo leer el sonido recibido."}},
    {"fr",
     {"Pardon, je n'ai pas compris.", "Désolé, un problème est survenu. Veuillez réessayer.",
      "Pardon, je parlais encore et je n'ai pas entendu.",
      "Désolé, je ne peux pas lire le son reçu."}},
    {"ar",
     {"عذرًا، لم أفهم ذلك.", "عذرًا، حدث خطأ ما. يرجى المحاولة مرة أخرى.",
      "عذرًا، كنت لا أزال أتحدث ولم أسمع ذلك.", "عذرًا، لا أستطيع قراءة الصوت المرسل."}},
    {"bn",
     {"দুঃখিত, আমি বুঝতে পারিনি।", "দুঃখিত, কিছু সমস্যা হয়েছে। আবার চেষ্টা করুন।",
      "দুঃখিত, আমি তখনও কথা বলছিলাম, তাই শুনতে পাইনি।", "দুঃখিত, পাঠানো শব্দ আমি পড়তে পারছি না।"}},
    {"pt",
     {"Desculpe, não entendi.", "Desculpe, algo deu errado. Tente novamente.",
      "Desculpe, eu ainda estava falando e não ouvi.",
      "Desculpe, não consigo ler o som recebido."}},
    {"ru",
     {"Извините, не удалось расслышать.", "Извините, что-то пошло не так. Попробуйте ещё раз.",
      "Извините, мой ответ ещё звучал, и ваши слова потерялись.",
      "Извините, полученный звук не удаётся прочитать."}},
    {"ur",
     {"معاف کیجیے، بات سمجھ میں نہیں آئی۔",
      "معاف کیجیے، کچھ غلط ہو گیا۔ براہِ کرم دوبارہ کوشش کریں۔",
      "معاف کیجیے، میری بات ابھی جاری تھی اور آپ کی بات رہ گئی۔",
      "معاف کیجیے، بھیجی گئی آواز پڑھی نہیں جا سکتی۔"}},
    {"id",
     {"Maaf, saya tidak menangkap itu.", "Maaf, terjadi kesalahan. Silakan coba lagi.",
      "Maaf, saya masih berbicara dan tidak mendengarnya.",
      "Maaf, saya tidak dapat membaca suara yang dikirim."}},
    {"de",
     {"Entschuldigung, das habe ich nicht verstanden.",
      "Entschuldigung, etwas ist schiefgegangen. Bitte noch einmal versuchen.",
      "Entschuldigung, ich habe noch gesprochen und das nicht gehört.",
      "Entschuldigung, den gesendeten Ton kann ich nicht lesen."}},
    {"ja",
     {"すみません、聞き取れませんでした。",
      "すみません、問題が発生しました。もう一度お試しください。",
      "すみません、まだ話していたので聞き取れませんでした。",
      "すみません、送られた音声を読み取れません。"}},
    {"it",
     {"Scusi, non ho capito.", "Scusi, qualcosa è andato storto. Riprovi, per favore.",
      "Scusi, stavo ancora parlando e non ho sentito.",
      "Scusi, non riesco a leggere il suono ricevuto."}},
    {"tr",
     {"Üzgünüm, anlayamadım.", "Üzgünüm, bir sorun oluştu. Lütfen tekrar deneyin.",
      "Üzgünüm, hâlâ konuşuyordum ve duyamadım.", "Üzgünüm, gönderilen sesi okuyamıyorum."}},
    {"vi",
     {"Xin lỗi, tôi chưa nghe rõ.", "Xin lỗi, đã có lỗi xảy ra. Vui lòng thử lại.",
      "Xin lỗi, tôi vẫn đang nói nên không nghe được.",
      "Xin lỗi, tôi không đọc được âm thanh đã gửi."}},
    {"ko",
     {"죄송합니다, 잘 못 들었습니다.", "죄송합니다, 문제가 생겼습니다. 다시 시도해 주세요.",
      "죄송합니다, 아직 말하고 있어서 듣지 못했습니다.",
      "죄송합니다, 보내신 소리를 읽을 수 없습니다."}},
    {"nl",
     {"Sorry, dat heb ik niet verstaan.", "Sorry, er ging iets mis. Probeer het nog eens.",
      "Sorry, ik was nog aan het praten en heb dat niet gehoord.",
      "Sorry, ik kan het verzonden geluid niet lezen."}},
    {"pl",
     {"Przepraszam, nie udało mi się tego zrozumieć.",
      "Przepraszam, coś poszło nie tak. Proszę spróbować ponownie.",
      "Przepraszam, moja odpowiedź jeszcze trwała i to mi umknęło.",
      "Przepraszam, nie mogę odczytać przesłanego dźwięku."}},
    {"uk",
     {"Вибачте, не вдалося розчути.", "Вибачте, щось пішло не так. Спробуйте ще раз.",
      "Вибачте, моя відповідь ще звучала, і ваші слова загубилися.",
      "Вибачте, надісланий звук не вдається прочитати."}},
};

}  // namespace

NoticeTexts notice_texts(std::string_view language) {
  std::string base = engine::base_language(engine::language_tag(language));
  if (base == "yue") base = "zh";  // one way of writing
  const auto* row = std::find_if(std::begin(kTable), std::end(kTable),
                                 [&](const Row& candidate) { return candidate.language == base; });
  if (row == std::end(kTable)) row = std::begin(kTable);
  NoticeTexts texts;
  std::copy(row->texts.begin(), row->texts.end(), texts.begin());
  return texts;
}

NoticeTexts with_own(NoticeTexts texts, const NoticeTexts& own) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!own[i].empty()) texts[i] = own[i];
  }
  return texts;
}

}  // namespace hotpin::session
