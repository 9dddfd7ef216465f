"""People's names by the origin of the name: Troth's own lists, written from general knowledge.

Every name is one word and stands in one list alone, so that a name that is found or missed says something of one
origin. Half of each list may be learned from, and the other half is the audit's alone: what is shown is then
that names of an origin are found, and not that those of a list are known. English names that are English words
("Mark", "Young") are left out, as they would tell of words; those of other languages that look like one ("Song", "Do")
are in their lists, as whoever bears them is met by readers of English.

The lists say where a name is from, never where a person is. They are of no use to guess anybody's origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one origin. family_first: whether the family's name is written before the given one in English news."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    family_first: bool = False

    @property
    def learned(self) -> Names:
        """The half that a training may put in."""
        return Names(_half(self.given, 0), _half(self.family, 0), self.family_first)

    @property
    def audited(self) -> Names:
        """The half that only an audit puts in."""
        return Names(_half(self.given, 1), _half(self.family, 1), self.family_first)


def _half(names: tuple[str, ...], which: int) -> tuple[str, ...]:
    """Pairs of names in turn: given names stand as a man's and a woman's, so that both halves have both."""
    return tuple(name for place, name in enumerate(names) if place // 2 % 2 == which)


def _names(given: str, family: str, *, family_first: bool = False) -> Names:
    return Names(tuple(given.split(", ")), tuple(family.split(", ")), family_first)


ORIGINS: Mapping[str, Names] = {
    "English": _names(
        "James, Emily, Edward, Charlotte, George, Alice, Henry, Eleanor, Thomas, Margaret, Geoffrey, Heather, Nigel, "
        "Gillian, Trevor, Beatrice, Stephen, Jennifer, Gregory, Susan, Kenneth, Elizabeth, Timothy, Katherine, "
        "Ronald, Deborah, Douglas, Rebecca, Philip, Abigail, Andrew, Jessica, Matthew, Amanda, Simon, Victoria, "
        "Oliver, Harriet, Christopher, Janet",
        "Harrison, Whitaker, Bradshaw, Thornton, Hargreaves, Wilkinson, Crawford, Pemberton, Ashworth, Ellison, "
        "Sutherland, Holloway, Fairfax, Kingsley, Hawthorne, Lockwood, Atkinson, Winslow, Chadwick, Merrick, "
        "Davenport, Hutchinson, Prescott, Stratton, Barlow, Tillman, Hendricks, Robertson, Cunningham, Waddington, "
        "Blackwell, Fletcher, Simmons, Kirkpatrick, Donaldson, Ramsey, Eastwood, Hollister, Carmichael, Dawson",
    ),
    "Irish": _names(
        "Aoife, Cormac, Siobhan, Declan, Niamh, Fergus, Saoirse, Eamon, Ciara, Padraig, Grainne, Conor, Deirdre, "
        "Diarmuid, Roisin, Oisin, Sinead, Tadhg, Maeve, Cillian, Orla, Ruairi, Aisling, Donal, Fionnuala, Colm, "
        "Caoimhe, Lorcan, Eithne, Malachy, Bronagh, Fintan, Mairead, Seamus, Clodagh, Darragh, Noirin, Cathal, "
        "Brigid, Eoin",
        "O'Connor, Gallagher, O'Sullivan, Doherty, McCarthy, Byrne, Kavanagh, O'Brien, Flanagan, Mulligan, "
        "Fitzgerald, O'Reilly, Brennan, Quinlan, Moriarty, O'Donoghue, Hennessy, McGrath, Sheehan, Tierney, "
        "Cullinane, O'Rourke, Geraghty, McLoughlin, Hanrahan, Devlin, Considine, O'Shaughnessy, Rafferty, McNamara, "
        "Kinsella, Cassidy, Heffernan, O'Callaghan, Donnellan, Maguire, Lafferty, Corrigan, Halloran, Keohane",
    ),
    "Spanish": _names(
        "Alejandro, Guadalupe, Javier, Lucía, Rodrigo, Pilar, Santiago, Ximena, Ignacio, Consuelo, Raúl, Inés, "
        "Esteban, Rocío, Guillermo, Paloma, Andrés, Mercedes, Joaquín, Soledad, Sergio, Marisol, Emilio, Itzel, "
        "Hernán, Catalina, Octavio, Graciela, Arturo, Yolanda, Ramiro, Beatriz, Álvaro, Leticia, Gonzalo, Araceli, "
        "Fernando, Dolores, Mateo, Noemí",
        "Hernández, Villanueva, Gutiérrez, Castellanos, Zambrano, Echeverría, Fuentes, Ibarra, Montoya, Quintero, "
        "Salazar, Cárdenas, Escobedo, Mendoza, Arriaga, Valenzuela, Contreras, Paredes, Barrios, Cervantes, "
        "Maldonado, Sandoval, Rivas, Alvarado, Benavides, Espinoza, Figueroa, Galindo, Huerta, Jaramillo, Lozano, "
        "Medrano, Ocampo, Pacheco, Robledo, Saavedra, Tejeda, Urrutia, Velázquez, Zúñiga",
    ),
    "French": _names(
        "Guillaume, Élodie, Thierry, Mathilde, Bertrand, Clémence, Étienne, Océane, Yannick, Geneviève, Baptiste, "
        "Solène, Gaspard, Delphine, Rémi, Margaux, Aurélien, Sylvie, Fabrice, Bérénice, Olivier, Corinne, Lucien, "
        "Agnès, Thibault, Noémie, Armand, Véronique, Jérôme, Apolline, Cédric, Mireille, Quentin, Odile, Benoît, "
        "Sandrine, Gilles, Monique, Hugues, Ségolène",
        "Lefebvre, Beaumont, Rousseau, Delacroix, Fontaine, Girard, Chevalier, Marchand, Garnier, Boucher, Dubois, "
        "Lemaire, Perrin, Gauthier, Moreau, Charpentier, Renaud, Vasseur, Thibodeau, Bouchard, Leclerc, Faure, "
        "Guillot, Desjardins, Roussel, Picard, Meunier, Collignon, Brunet, Aubert, Poirier, Lacombe, Barbier, "
        "Humbert, Tessier, Dufour, Colbert, Besson, Royer, Jacquet",
    ),
    "German": _names(
        "Günther, Liesel, Matthias, Heike, Jürgen, Annegret, Dieter, Sieglinde, Wolfgang, Ursula, Torsten, Gudrun, "
        "Rainer, Mechthild, Helmut, Birgit, Klaus, Anneliese, Joachim, Hannelore, Ulrich, Katrin, Manfred, Elke, "
        "Gerhard, Silke, Uwe, Brunhilde, Heinrich, Waltraud, Lothar, Renate, Detlef, Irmgard, Siegfried, Ilse, "
        "Volker, Adelheid, Burkhard, Jutta",
        "Schneider, Hoffmann, Zimmermann, Krüger, Baumgartner, Vogel, Schäfer, Lindemann, Eichhorn, Brandt, "
        "Kaltenbach, Pfeiffer, Wagner, Reinhardt, Dietrich, Schumacher, Böhm, Hartmann, Kessler, Steinmetz, "
        "Ackermann, Neumann, Fuchs, Kirchner, Lehmann, Oppermann, Rademacher, Schreiber, Trautmann, Winkler, "
        "Ziegler, Bachmann, Dörfler, Engelhardt, Forstner, Gruber, Heidenreich, Jansing, Köhler, Ludwig",
    ),
    "Nordic": _names(
        "Bjørn, Astrid, Torbjörn, Ingrid, Magnus, Sigrid, Lars, Freja, Håkon, Solveig, Gunnar, Linnea, Mikkel, "
        "Kirsten, Sven, Annika, Leif, Ragnhild, Anders, Karin, Søren, Liv, Pekka, Aino, Jussi, Helmi, Rasmus, Signe, "
        "Eirik, Tuva, Åke, Maj-Britt, Oskari, Venla, Thorvald, Gudbjörg, Henrik, Ylva, Jens, Bodil",
        "Lindqvist, Andersen, Haugland, Johansson, Nygaard, Sørensen, Eriksson, Bergström, Kristiansen, Mäkinen, "
        "Dahlberg, Virtanen, Holmgren, Thorsen, Nieminen, Lundgren, Gunnarsson, Strand, Jørgensen, Söderberg, "
        "Halvorsen, Koskinen, Fredriksen, Åkesson, Rasmussen, Hägglund, Sigurdsson, Aalto, Torvald, Karlsson, "
        "Mortensen, Hedlund, Pedersen, Laaksonen, Bakken, Nordström, Ølgaard, Vestergaard, Magnusson, Hakala",
    ),
    "Slavic": _names(
        "Vladislav, Svetlana, Bogdan, Ludmila, Miroslav, Jadwiga, Zbigniew, Oksana, Yaroslav, Zorana, Stanislav, "
        "Danuta, Dragan, Tatyana, Krzysztof, Milena, Gennady, Vesna, Radoslav, Halina, Slobodan, Grazyna, Taras, "
        "Snezana, Wojciech, Yelena, Ondrej, Katarzyna, Igor, Bozena, Zdravko, Natalya, Kazimierz, Olena, Lubomir, "
        "Jelena, Arkady, Malgorzata, Vsevolod, Ivana",
        "Kowalczyk, Petrenko, Novotny, Ivanishev, Jankovic, Wisniewski, Shevchuk, Dvoracek, Sokolov, Markovic, "
        "Zielinski, Bondarenko, Horvat, Kuznetsov, Stojanovic, Lewandowicz, Tkachenko, Prochazka, Volkov, "
        "Radovanovic, Kaminski, Kravchenko, Svoboda, Morozov, Dimitrov, Wojtowicz, Lysenko, Kucera, Lebedev, "
        "Pavlovic, Szymanski, Hrytsenko, Zeman, Yegorov, Todorov, Mazurek, Polishchuk, Blaha, Fedorov, Babic",
    ),
    "Greek": _names(
        "Dimitrios, Eleni, Konstantinos, Vasiliki, Panagiotis, Despina, Stavros, Kalliope, Athanasios, Evangelia, "
        "Theodoros, Chrysanthi, Nikolaos, Fotini, Spyridon, Aspasia, Evangelos, Stamatia, Leonidas, Anthoula, "
        "Christos, Ioanna, Apostolos, Eftychia, Grigoris, Paraskevi, Charalambos, Zoe, Thanasis, Polyxeni, Manolis, "
        "Aikaterini, Fotis, Garifallia, Lefteris, Marika, Yiannis, Styliani, Aristides, Katerina",
        "Papadopoulos, Karagiannis, Vlachos, Economou, Antonopoulos, Makris, Georgiadis, Nikolaidis, Christodoulou, "
        "Stamatakis, Pappas, Triantafyllou, Kostopoulos, Mavromatis, Zervas, Anagnostou, Laskaris, Hatzidakis, "
        "Katsaros, Panagopoulos, Galanis, Theodorakis, Kyriakou, Samaras, Vasilakis, Dimopoulos, Xenakis, Ioannidis, "
        "Sotiropoulos, Liakos, Petridis, Kanellis, Manousakis, Tsiolis, Angelopoulos, Zografos, Alexiou, Fragkos, "
        "Kokkinos, Drakos",
    ),
    "Turkish": _names(
        "Mehmet, Ayşe, Hakan, Elif, Serkan, Zeynep, Burak, Gülşen, Tolga, Nurcan, Emre, Sevgi, Orhan, Bahar, Kemal, "
        "Özlem, Volkan, Pinar, Cengiz, Fatma, Yusuf, Hatice, Erdem, Selin, Alp, Defne, Okan, Tülay, Umut, Nilüfer, "
        "Ercan, Aylin, Baris, Gamze, Onur, Derya, Metin, Esra, Taner, Melike",
        "Yilmaz, Özdemir, Kaya, Çelik, Demirci, Arslan, Şahin, Aydin, Korkmaz, Yildirim, Öztürk, Polat, Erdoglu, "
        "Güneş, Kiliç, Aksoy, Bozkurt, Tekin, Karaca, Uysal, Avci, Koçak, Sezer, Turan, Yavuz, Acar, Doğan, Keskin, "
        "Bulut, Türkmen, Ünal, Kaplan, Toprak, Gündüz, Sönmez, Ateş, Dinçer, Kocabaş, Taşkin, Altintop",
    ),
    "Arabic": _names(
        "Abdullah, Fatima, Khalid, Layla, Mustafa, Aisha, Tariq, Zainab, Yasser, Noura, Mahmoud, Samira, Faisal, "
        "Huda, Ibrahim, Rania, Nasser, Khadija, Walid, Amal, Bassam, Salma, Hamza, Lubna, Imad, Maryam, Jamal, "
        "Dalal, Marwan, Ghada, Saleh, Reem, Zaki, Hanan, Ayman, Wafa, Rashid, Suhair, Anwar, Najwa",
        "Al-Masri, Haddad, Al-Rashidi, Khoury, Mansour, El-Sayed, Qasim, Al-Zahrani, Hamdan, Najjar, Bouazizi, "
        "Sabbagh, Al-Harbi, Shaheen, Benali, Hijazi, Al-Tamimi, Darwish, Mahfouz, El-Amin, Barakat, Nassar, "
        "Al-Qahtani, Zidan, Belhadj, Saadi, Al-Otaibi, Ghanem, Tawfiq, Halabi, Al-Jaziri, Rahal, Suleiman, Bensalem, "
        "Al-Dosari, Fakhoury, Jaber, Kanaan, El-Baz, Ziadeh",
    ),
    "Hebrew": _names(
        "Avraham, Shira, Moshe, Tamar, Eitan, Noa, Yitzhak, Rivka, Amos, Yael, Gideon, Ayelet, Shlomo, Hadas, Uri, "
        "Michal, Yehuda, Orit, Boaz, Tzipi, Nadav, Dvora, Ehud, Galit, Menachem, Inbal, Ariel, Sivan, Zvi, Efrat, "
        "Yoav, Avigail, Ilan, Tikva, Dov, Liora, Elad, Shoshana, Haim, Merav",
        "Ben-David, Mizrahi, Peretz, Azoulay, Friedlander, Shapira, Biton, Katzir, Sasson, Goldwasser, Ohana, "
        "Avrahami, Lieberman, Malka, Ben-Ami, Yosef, Segal, Harari, Navon, Zilberman, Elbaz, Toledano, Gabay, Alon, "
        "Rabinovich, Edri, Bar-Lev, Halevi, Weizman, Amsalem, Tzur, Ashkenazi, Shemesh, Ben-Haim, Sharabi, Yadin, "
        "Kimhi, Vaknin, Almog, Nahum",
    ),
    "Persian": _names(
        "Behrouz, Shirin, Farhad, Nasrin, Kourosh, Parisa, Mehrdad, Golnaz, Siavash, Azadeh, Bahram, Mahnaz, "
        "Dariush, Soraya, Houshang, Nilofar, Jamshid, Roya, Khosrow, Simin, Manouchehr, Taraneh, Omid, Yasaman, "
        "Parviz, Zohreh, Rostam, Elaheh, Sohrab, Laleh, Arash, Mitra, Babak, Niloufar, Esfandiar, Pouran, Iraj, "
        "Setareh, Kamran, Fereshteh",
        "Hosseini, Ahmadzadeh, Rezaei, Tehrani, Karimi, Shirazi, Moradi, Jafarpour, Esfahani, Bahrami, Golestani, "
        "Kazemi, Farrokhzad, Mousavi, Najafi, Pahlavan, Rahimi, Sadeghi, Tabrizi, Vaziri, Yazdani, Zandi, Amirpour, "
        "Bakhtiari, Daneshvar, Ebrahimi, Forouzan, Ghorbani, Hashemi, Jahanbani, Khosravi, Lotfi, Mohajerani, "
        "Nikpour, Ostovar, Parsa, Qomi, Sepehri, Talebi, Zahedi",
    ),
    "Hindi": _names(
        "Rajesh, Priya, Sanjay, Sunita, Vikram, Anjali, Arvind, Kavita, Mukesh, Deepika, Ashok, Meena, Rohit, Neha, "
        "Suresh, Pooja, Anil, Rekha, Manish, Shalini, Dinesh, Ritu, Harish, Seema, Naveen, Usha, Pankaj, Vandana, "
        "Girish, Swati, Rakesh, Jyoti, Yogesh, Geeta, Alok, Preeti, Vinod, Archana, Gaurav, Nisha",
        "Sharma, Agarwal, Chauhan, Verma, Mishra, Srivastava, Yadav, Tripathi, Gupta, Malhotra, Saxena, Rathore, "
        "Bhardwaj, Chaturvedi, Kapoor, Dubey, Joshi, Pandey, Mathur, Khanna, Tiwari, Shekhawat, Bansal, Dwivedi, "
        "Goel, Kulkarni, Rastogi, Chopra, Awasthi, Sinha, Thakur, Upadhyay, Mehrotra, Bisht, Solanki, Trivedi, "
        "Deshmukh, Nagpal, Jha, Rawat",
    ),
    "Bengali": _names(
        "Abhijit, Sharmila, Subrata, Moushumi, Debashish, Rituparna, Partha, Swapna, Tapan, Mitali, Arindam, "
        "Sudeshna, Prosenjit, Nandini, Kaushik, Bithika, Sourav, Madhumita, Dipankar, Ruma, Anirban, Sutapa, Pranab, "
        "Jayanti, Bikash, Kakoli, Shyamal, Aparna, Tanvir, Nusrat, Rafiqul, Shabnam, Mahfuzur, Farzana, Shakib, "
        "Taslima, Zahirul, Rokeya, Mizanur, Sabina",
        "Chatterjee, Mukhopadhyay, Banerjee, Bhattacharya, Ganguly, Sengupta, Chakraborty, Dasgupta, Mazumdar, "
        "Ghoshal, Bandyopadhyay, Pal, Biswas, Sarkar, Dutta, Talukdar, Lahiri, Nandy, Bagchi, Kundu, Maitra, Poddar, "
        "Sanyal, Samanta, Haldar, Guha, Mondal, Saha, Pramanik, Adhikary, Chowdhury, Bhuiyan, Miah, Sikder, "
        "Howlader, Matubbar, Akhter, Molla, Shikdar, Khondokar",
    ),
    "Tamil": _names(
        "Murugan, Lakshmi, Senthil, Kamakshi, Karthikeyan, Meenakshi, Arumugam, Thenmozhi, Rajendran, Kalaivani, "
        "Saravanan, Vasanthi, Palaniappan, Malarvizhi, Ilango, Sivakami, Ganesan, Parvathi, Anbu, Yazhini, Velu, "
        "Mangai, Chidambaram, Tamilselvi, Natarajan, Amudha, Thirumal, Kanmani, Elango, Selvi, Sivakumar, Nachiyar, "
        "Dhanush, Poongodi, Kathiravan, Andal, Muthuraman, Vennila, Ramasamy, Kavitha",
        "Subramaniam, Krishnamurthy, Venkataraman, Balasubramanian, Sundaram, Ramanathan, Kumaraswamy, Annamalai, "
        "Thangavelu, Chandrasekaran, Rajagopalan, Sivalingam, Govindasamy, Jayaraman, Vaidyanathan, Periyasamy, "
        "Swaminathan, Nagarajan, Kandasamy, Mahalingam, Arunachalam, Sethuraman, Ponnusamy, Gopalakrishnan, "
        "Thiruvengadam, Radhakrishnan, Muthukumar, Padmanabhan, Kanagaraj, Ilayaraja, Manickam, Varadarajan, "
        "Sellathurai, Lingam, Shanmugam, Nadarajah, Velupillai, Selvaratnam, Ramachandran, Iyengar",
    ),
    "Chinese": _names(
        "Xiaoming, Meiling, Jianguo, Yuxin, Guoqiang, Xiuying, Zhiwei, Lihua, Haoran, Yanfei, Dawei, Shuzhen, Zihan, "
        "Ruoxi, Weidong, Xinyi, Junjie, Qiaolian, Minghao, Fengying, Chengyu, Ailing, Zhenhua, Yulan, Shaoqi, "
        "Wenjing, Yongsheng, Huifang, Bowen, Siqi, Hongbo, Lijuan, Kaiwen, Jingyi, Deming, Peizhi, Tianyu, Mengyao, "
        "Changhai, Suqin",
        "Zhang, Wang, Liu, Huang, Zhao, Zhou, Xu, Sun, Zhu, Guo, He, Gao, Luo, Zheng, Xie, Tang, Feng, Deng, Cao, "
        "Peng, Xiao, Jiang, Cai, Jia, Ding, Wei, Xue, Ye, Yan, Pan, Qian, Dai, Xia, Tan, Qiu, Fang, Hou, Zou, Shao, "
        "Ouyang",
        family_first=True,
    ),
    "Japanese": _names(
        "Hiroshi, Yuko, Takeshi, Asuka, Kenji, Sakura, Daisuke, Ayumi, Satoshi, Haruka, Yoshio, Michiko, Shinji, "
        "Tomoko, Kazuki, Emiko, Masato, Chiyo, Akira, Noriko, Ryota, Kaori, Tetsuya, Fumiko, Isamu, Mayumi, Shohei, "
        "Reiko, Hideo, Natsuki, Toshiro, Kiyoko, Makoto, Sachiko, Junichi, Yumiko, Koji, Misaki, Goro, Hanae",
        "Nakamura, Watanabe, Takahashi, Kobayashi, Matsumoto, Fujiwara, Yamaguchi, Hasegawa, Okamoto, Shimizu, "
        "Ishikawa, Nakajima, Ogawa, Kurosaki, Hirano, Morita, Takeuchi, Miyazawa, Saito, Kondo, Uchida, Yokoyama, "
        "Sakamoto, Endo, Aoki, Fukuda, Nishimura, Ota, Miura, Kaneko, Harada, Tamura, Wada, Ishida, Morishita, Ueda, "
        "Kojima, Shibata, Sugiyama, Oda",
    ),
    "Korean": _names(
        "Min-jun, Seo-yeon, Ji-hoon, Hye-jin, Sung-min, Soo-ah, Dong-hyun, Eun-ji, Jae-won, Mi-kyung, Young-soo, "
        "Ha-neul, Tae-yang, Bo-ra, Kyung-ho, Yu-na, Hyun-woo, Da-eun, Chang-min, Na-young, Joon-ho, Ji-won, "
        "Sang-hoon, Ye-jin, Byung-chul, Sun-hee, Woo-jin, Ga-eun, Seung-ho, In-sook, Do-yun, Hee-young, Jin-woo, "
        "Ae-ran, Kwang-su, So-hee, Yong-jae, Myung-hee, Gi-tae, Ok-ja",
        "Kim, Park, Choi, Jung, Kang, Cho, Yoon, Jang, Lim, Han, Shin, Seo, Kwon, Hwang, Ahn, Song, Yoo, Hong, Jeon, "
        "Moon, Baek, Heo, Nam, Noh, Ha, Kwak, Sung, Cha, Joo, Woo, Koo, Na, Min, Jin, Ryu, Chung, Eom, Bang, Byun, "
        "Pyo",
        family_first=True,
    ),
    "Vietnamese": _names(
        "Minh, Huong, Tuan, Thuy, Quang, Hoa, Duc, Phuong, Khanh, Nhung, Thanh, Ngoc, Trung, Diep, Hieu, Xuan, Tien, "
        "Thao, Vinh, Uyen, Dung, Hien, Bao, Nga, Khoa, Trinh, Cuong, Yen, Phuc, Trang, Quoc, Giang, Thien, Oanh, "
        "Kiet, Suong, Loc, Quynh, Hung, Tuyet",
        "Nguyen, Tran, Pham, Hoang, Phan, Vu, Dang, Bui, Do, Ngo, Duong, Dinh, Luong, Doan, Truong, Mai, Trieu, "
        "Huynh, Vuong, Quach, Tong, Kieu, Nghiem, Chau, Thai, Luu, Phung, Bach, Thach, Dao, Ninh, Cung, Nhan, Giap, "
        "Khuat, Khuu, Lac, Vong, Mac, Ong",
        family_first=True,
    ),
    "Indonesian": _names(
        "Agus, Siti, Bambang, Dewi, Slamet, Wulan, Joko, Ratna, Hendra, Yuliana, Eko, Sri, Wahyu, Kartini, Dwi, "
        "Lestari, Iwan, Nurul, Teguh, Puspita, Yudi, Indah, Rizal, Fitri, Gatot, Endang, Surya, Melati, Ketut, "
        "Wayan, Tri, Rahayu, Dadang, Ningsih, Asep, Cahya, Bayu, Intan, Sigit, Utami",
        "Santoso, Wibowo, Susanto, Hartono, Setiawan, Kusuma, Nugroho, Prasetyo, Wijaya, Hidayat, Hutapea, Siregar, "
        "Nasution, Simanjuntak, Purnomo, Gunawan, Kurniawan, Saputra, Harahap, Situmorang, Suryadi, Budiman, "
        "Pranoto, Sihombing, Tanjung, Sutrisno, Pangestu, Mulyadi, Handoko, Lubis, Darmawan, Sinaga, Wicaksono, "
        "Rachmawati, Sudirman, Manurung, Sulistyo, Irawan, Lumban, Suwandi",
    ),
    "Yoruba and Igbo": _names(
        "Oluwaseun, Chinedu, Folasade, Ngozi, Babatunde, Chiamaka, Ayodele, Emeka, Temitope, Adaeze, Olumide, "
        "Obinna, Yetunde, Ifeoma, Kayode, Ikenna, Abimbola, Chidinma, Adebayo, Uchenna, Omotola, Nneka, Segun, "
        "Kelechi, Titilayo, Amarachi, Rotimi, Nnamdi, Bolanle, Ezinne, Tunde, Chukwudi, Funmilayo, Obioma, Olabisi, "
        "Ugochi, Wale, Somtochukwu, Modupe, Nkechi",
        "Adeyemi, Okonkwo, Ogunleye, Eze, Oladipo, Nwosu, Akinola, Okafor, Balogun, Chukwu, Olaniyan, Nwachukwu, "
        "Adewale, Onyekachi, Fashola, Igwe, Oyelaran, Obi, Afolabi, Anyanwu, Ogunbanjo, Umeh, Adekunle, Nnadi, "
        "Odukoya, Ibekwe, Soyemi, Okoro, Akintola, Azubuike, Ajayi, Ezeudu, Oyewole, Mbanefo, Fagbemi, Onwudiwe, "
        "Shonibare, Uzoma, Adeleke, Nwankwo",
    ),
    "Akan": _names(
        "Kwame, Akosua, Kofi, Ama, Kwaku, Abena, Yaw, Afia, Kwabena, Adwoa, Kojo, Efua, Kwasi, Yaa, Kobina, Esi, "
        "Fiifi, Araba, Ebo, Maame, Nana, Serwaa, Kwadwo, Akua, Kow, Adjoa, Kweku, Ekua, Kwamena, Aba, Ato, Baaba, "
        "Ewurama, Frema, Panyin, Konadu, Atta, Dufie, Yaaba, Afua",
        "Mensah, Owusu, Boateng, Asante, Appiah, Osei, Amoako, Agyemang, Opoku, Acheampong, Ofori, Adomako, Antwi, "
        "Frimpong, Sarpong, Gyamfi, Asamoah, Boakye, Nkansah, Ampofo, Darko, Ansah, Amponsah, Yeboah, Oduro, Essien, "
        "Quansah, Adu, Donkor, Poku, Tetteh, Bonsu, Kyei, Afriyie, Aidoo, Baffour, Amissah, Wiredu, Dankwah, Ntim",
    ),
    "Ethiopian": _names(
        "Abebe, Tigist, Haile, Almaz, Dawit, Selamawit, Tesfaye, Hirut, Girma, Meseret, Yohannes, Birtukan, "
        "Mulugeta, Tsehay, Bekele, Genet, Tewodros, Aster, Getachew, Zenebech, Kassahun, Mihret, Assefa, Wubit, "
        "Demeke, Bethlehem, Fikru, Senait, Lemma, Yeshi, Tadesse, Mulu, Worku, Tirunesh, Negash, Aberash, Eskender, "
        "Netsanet, Habtamu, Saba",
        "Gebremariam, Woldemichael, Tekle, Desta, Alemayehu, Kebede, Gebrselassie, Mengesha, Wolde, Shiferaw, Ayele, "
        "Zewde, Teshome, Hailu, Gebreyesus, Demissie, Asfaw, Berhanu, Wondimu, Mekonnen, Tilahun, Gizaw, Endale, "
        "Beyene, Abera, Tessema, Wakjira, Gudeta, Negussie, Yimer, Ejigu, Regassa, Belay, Derese, Ketema, Fanta, "
        "Degefa, Tsegaye, Amare, Bogale",
    ),
    "Swahili": _names(
        "Juma, Neema, Baraka, Zawadi, Jabali, Furaha, Salim, Rehema, Hamisi, Mwanaisha, Kito, Subira, Jelani, Amani, "
        "Bakari, Zuhura, Faraji, Imara, Khamis, Mwajuma, Makame, Shani, Omari, Tatu, Rajabu, Zuwena, Sefu, Halima, "
        "Mosi, Asha, Haji, Pendo, Abasi, Eshe, Shabani, Bahati, Chausiku, Mwinyi, Sudi, Nuru",
        "Mwangi, Otieno, Kamau, Wanjiru, Mushi, Njoroge, Kipchirchir, Achieng, Massawe, Odhiambo, Kariuki, Mkapa, "
        "Munyua, Kimaro, Muthoni, Wafula, Ochieng, Mbogo, Kiprotich, Lyimo, Mwakasege, Onyango, Gathoni, Shayo, "
        "Macharia, Mrema, Cheruiyot, Mollel, Nyambura, Karanja, Mwinyimvua, Ngugi, Kipkemboi, Temba, Wekesa, "
        "Malecela, Chacha, Mutua, Kilonzo, Barasa",
    ),
    "Polynesian": _names(
        "Sione, Mele, Tevita, Lupe, Semisi, Talia, Viliami, Losaline, Tavita, Salote, Ioane, Sina, Manu, Leilani, "
        "Afa, Kaimana, Lagi, Noelani, Pita, Keola, Fetu, Malia, Sefa, Makoa, Iakopo, Nalani, Tane, Hina, Rangi, "
        "Mahina, Wiremu, Ngaio, Tama, Aroha, Hohepa, Kailani, Filipo, Moana, Kekoa, Tiare",
        "Tuilagi, Kealoha, Taufa, Kahananui, Faleolo, Kalani, Vaipulu, Kamaka, Tupou, Nakoa, Leavasa, Akana, Fifita, "
        "Mahoe, Seumalo, Kaleo, Moala, Kanahele, Tuimavave, Keawe, Vainikolo, Kapule, Falaniko, Kealii, Havili, "
        "Kauhane, Lealaiauloto, Nahale, Mataele, Puhi, Ngata, Waititi, Parata, Kawiti, Latu, Hotere, Manutai, "
        "Kahale, Tamanui, Apatu",
    ),
}  # fmt: skip
"""Lists of names by the origin they are told by."""
