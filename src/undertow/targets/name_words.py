"""Words that are also surnames or given names: what decides that a surname alone says little.

Hand-made from general knowledge, in folded form (lower case, no accents): the most frequent
surnames of Canada, of English and French speakers, of Chinese, Indian and other communities;
English and French words that are surnames too; common given names. They were then checked once
against the surnames of the 44th House of Commons, and a few entries were moved after that. The
lists only ask for more context before a name counts. They say nothing about anybody.
"""

from __future__ import annotations

COMMON_WORDS = frozenset(
    """
    abbey able ace adder aime alder ambler ami amis ange angel anglais angle apple april arbre
    arch argent arme armor arrow ash asher ashes aster aube auberge august autumn avoine badger
    bain bains balance ball banc banks barbe barbier bark barn barns baron barque barre barriere
    bas base bass batch bath battle bay beach beacon beads beam bean bear beard beat beau beer
    bel bell belle belt bench bene berger berry best bible bien bijou bill bills birch bird
    birds bise bishop bit black blade blanc blanche blank blast ble bleu block blocks bloom blow
    blue board boat body boeuf bois bold bolt bon bond bone bones bonheur bonhomme book booker
    border born borne boss bottom bouche boucher boulanger boule bouton bow bowl bowman box boy
    boys brace branch brand bras brass brasse brave bread brebis breeze brew brewer brick bridge
    bridges brie bright bring brittle broad brook broom brother brown brun brune brunet brush
    buck bucket bull bullock burn bush bushes but butin butter button buzz cable cadeau cadet
    cadran cage caille cake call calme came camp can canard candle candy cannon cap cape capital
    card care carpenter carre carriere carry cart case cash castle cat cavalier cave cellier
    cerf cerise chaine chair chalk chamber chambers chameau champ champagne champion champs
    chance change chapeau chapel chapelle charbon chardon charge charm charpentier chase chasse
    chat chateau chauve cheek cheese chef chemin chene cher cherry chess chest chevalier chevre
    chew chien child chin church churches city clair clairon clay clear clerk cliff close cloud
    coach coal coat cobb cock cod coeur coffee coffin coin coke cold collar colombe come comfort
    content cook cookson cool copper coq cord cordonnier cork corn corneille corner cost cote
    coteau cotton couch couleur coulombe counter courage couronne court cousins couture
    couturier couvert cove cover coward cox crab craft crash craven cream creek crew cricket
    crisp croft croix crop cross crow crown cruise cup curl curry cute cutter dam dame damp
    dance dare dark dash date dawes dawn day days deacon deal dean dear death deck deep deer
    dent desert desormais dial diamant dice dick dieu dime dip dish dock dolphin door doux dove
    down draft drain drake drapeau draw dream dress drew drinkwater drive droit droite drum dry
    duck duke dull dure dusk dust dyer eager eagle earl early earth east easter easy edge egg
    elder elm else end enfant english epine espagnol etoile even ever every fair faith falaise
    fall falls fan far farine farmer fast faster fat father favor fear fell fence fern ferry feu
    feuille few fiddler field fields fight file fill fils finch find fine finger fire firm fish
    fist fix flag flamand flame flash flat fleet fleur flint flood flower flowers fly foe fog
    foin fold fontaine foot force ford foreman forest foret forgeron fork fort forth forward
    found fountain fournier fowl fox frame franc francais france frappier free freeman french
    frere fresh friday friend friends frost fry funk furlong furnace gable gai gain galant
    gallant game garant garde garden gardener garrison gate gates gay gem gens gentil gentle
    gentry german giant gift ginger gish glad glass glaze glee glow goat gold golden good
    goodfellow goodman goose grace grand grande grange grant grass grate grave gravel graves
    gray great greek green greener greenhouse grenier grenouille grey grief grim groom gros
    gross grove groves guard guerre guerrier guest guide gulley gun gust guy haie hail half hall
    ham hammer hand hands handy happy harbor hard harder hardie hardware hardy hare hark harm
    harness harp harsh harvest haste hatch hawk hawker hawks hay haze hazel head heard heart
    hearth hearts heath heather heaven held hell helm help hen herald herbe herd herring heureux
    hide hier high hill hills hind hinge hire hiver hoe hog hold holder hole holiday holland
    hollow holly home hood hook hop hope horn horse host houle hound house howl huddle hunt
    hurry hurt hut ice idle image inch ink iron irons island ivory ivy jack jacket jade jaloux
    jamais january jar jardin jarret jeune jewel joli jolie jolly joy joyal judge juge july jump
    june just juste justice keel keen keep key keys kid kill kind king kings kitchen kite knight
    knights knot laboureur lace lad lady lake lakes lamb lame lamp lance land lane langue large
    lark lash last late law lawn lay lead leader leaf league lean leap leather leave led ledger
    left leg lemon less lettre liberte lick life light like lily lime line link lion list little
    live liver lock lodge loft log loi long longer longest look loop lord loss lot lots loud
    loup love low lucky lunch lune lush mail main maison maitre major mal male malin mall malt
    man mane manner marble march marchand marche mare marechal mariage marin mark marks marquis
    marsh marshal mart marteau mass masse mast master masters match mate matin maure mauvais may
    maze mead meadow meadows mean means meat mer mercer merchant merci mercy merit merle merry
    mess messenger meunier midi mignon mild mile miles milk mill mills mine mineur mink mint
    miss mist moat mode moine moineau moist mole monday monde money monk mont montagne month
    moody moon moose more morning mort moss moth mould moulin mount mountain mouse mouth mouton
    mower mule mulet mur murky muse musicien musk nail name names nation near neat neck need
    nest neveu new newman news nice night noble noir noon normand north nose note noyer nun
    nurse nut oak oaks oar oats odd oiseau olive or orange orme ought outlaw oven owl own owner
    pack packer page paid paille pain paint painter palm pan papillon paquet parent park parks
    parson parsons part partridge pas pass past paste patch path patience patron pauvre pay
    payette peace peach peacock peak pearl peck peel peine pen penny people pepper perch perfect
    person pest pet petit petite peuple peuplier pick pickle pie piece pied pierre pig pigeon
    pike pile pilon pin pine pink pinson pion pit place plain plaisir plane plank plant plante
    platt play player pleasant plum plumb pocket point poirier pois poisson pole pomme pond pont
    pool pop pope porch port porte post pot potts poulet pound powder power powers prairie pray
    pre precieux precious premier price pride priest prime prince print proud prove prune pry
    pull pulse purchase purple push quail queen quick quill quirk rabbit race racine rack rage
    rain raines raise ram ramble ranch range ranger rank rash rat raven ray rayes razor reach
    read reader ready real reason red reed reef renard rich riche riches riddle ride rider ridge
    right ring ripple rise risk rive river rivers riviere road roads roan roar robe robin roche
    rocher rock rocks rode roi roll rood roof rook room rooms root roots rope rose rossignol
    rota rouge rough round rouse roux row royal royer rude rule rump rush rust sack sage sail
    sailor saint salmon salt salut sand sands sang sarrasin saturday sauvage sauve savage saver
    savoir saw say scales scream sea seal seals search sears season seat sec see seed seigneur
    sel self sell senior september sergent serre servant seven shade shadow shake shakes shank
    shark sharp shed sheep sheets shell shepherd sheriff shield shields shift shine ship shipman
    ships shirt shoe shoemaker shook shoot shore short shorts shot show showers shrub shy sick
    side sign silence silk silver simple sing singer single sink six skill skin skipper sky
    slack slate slaughter sleep slight slim slow sly small smart smile smoke smooth snail
    snake sneak snell snow so soap soldat sole soleil some song soon soul sound souris south
    spark sparks sparrow speak spear speed spell spelling spice spider spike spirit spring
    springer spur square squire stable stack staff stag stage stair stake stamp stand star stark
    stars start state steal steel steep stern stick still sting stock stocks stone stones stool
    stop store storm story stout strand strange straw stream street streets string strong stuff
    sugar suisse summer summers sun sunday super sure swallow swan sweat sweet swift sword table
    tack tail tailleur tailor tall tame tar tardif tartre tea teach teal team temple temps ten
    tent terre test theme thick thin thing thorn through thunder tide tiger tiller timber time
    tin tipping tisserand toast today toe toll tondeur tongue tool top torch tour tower towers
    town track trail trainer trap tray treasure tree trees trice trick trip trout troy true
    trump trust twin twist vache vaillant vain vale valentine valet vallee vandal vat veal
    verdon verger verre vert vet vice vie vieux view vigne villeneuve vine violette virgin vis
    vision voice vrai wade wager wake walk wall walls waltz war ward warm warn warp wash waste
    watch water waters wave wax way wed wedge weed week weeks welcome well weller wells west wet
    whale wharf wheat wheel whip whistle white whitehead wide wild will willing willow win wind
    winder window wine wing wings winner winter winters wire wise wish witch wolf woman wonder
    wood woods wool word words work workman world worm worth wren yard yarn yeast yellow yield
    york young younger youth
    """.split()
)
"""Words of English and French that are surnames too; a bare one is read as the word."""

FREQUENT_SURNAMES = frozenset(
    """
    abbas abboud abdi abdul abdullah aboud adams adamson agarwal aggarwal ahmad ahmed ahuja ai
    aitken akhtar alam alexander ali allan allard allen allison amin amiri an anand anderson
    andrews ansari archambault archer armstrong arnold arora arsenault arya ashraf asselin
    atkinson atwal au audet auger austin azar aziz bai bailey baird bajwa baker bakker baksh
    baldwin ban banerjee bansal bao barber barker barlow barnes barnett barr barrett barron
    barrow barrows barry barton bassi basu bates bauer baxter beaton beattie beauchamp beaudoin
    beaudry beaulieu beauregard beck becker bedard begin begum beland belanger belisle bells
    bennett benoit benson bentley berg bergeron bernard bernier bertrand berube bhatia bhatt
    bhatti bhullar bian bianchi bilodeau bisson blackburn blair blais blake blanchette blouin
    boisvert boivin bolduc booth bose bouchard boudreau boudreault boutin boyd bradford bradley
    brady bragg brar brassard brennan breton briggs brisson brock brooks bruce bruno bryant
    buchanan buckley bui burden burgess burke burnett burns burton butcher butler butt byrne cai
    caldwell cameron campbell cao caputo carbone carey carlson caron carr carrie carrier carroll
    carson carter caruso carver casey cassidy cen cha chabot chahal chai chan chandler chandra
    chang chao chapman charbonneau charest charette charles charlton charron chartrand
    chatterjee chaudhary chaudhry chauhan chawla che cheema chen cheng cheung chi chia chiang
    chiu cho choi chong chopra chou choudhury chouinard chow choy christensen christie chu chua
    chui chun chung clark clarke clements cloutier clubb cohen cole coleman collier collins
    colombo connell connolly connor conti conway cooke cooper cormier costa costello coulter
    cowan craig crane crawford crook crosby croteau crump cui cunningham curtis cyr da-silva dai
    daigle dale dallaire dalton daly dang daniel daniels das datta davidson davies davis dawson
    de-boer de-luca de-vries delaney demers dempsey deng denis dennis deol desai deschenes
    deshpande desjardins desrochers desrosiers dhaliwal dhami dhanoa dhawan dhillon di-maria
    diab dias diaz dickson ding dion dionne dixon do dobson doe doherty donaldson dong donnelly
    donovan dosanjh doucet douglas dowd downey doyle draper drolet drouin drummond du duan dube
    dubois duchesne dudley duffy dufour dufresne duguay duguid dumas dumont duncan dunlop dunn
    duong dupont dupuis durand dutta duval dwyer dyck eaton edwards el-khoury elliott ellis
    elmer emerson emond eng epp erickson esposito estrada evans falk fang farooq farrell fei
    feng ferguson ferland fernandes fernandez ferrari ferreira fillion findlay finlay fischer
    fisher fitzgerald fitzpatrick fleming fletcher flores flynn fok fong fontana forbes forget
    forrest fortier fortin foster fowler francis franklin fraser frechette friedman friesen fu
    fuller fung gage gagne gagnon gallagher gallo gan gandhi gao garcia gardiner gardner garg
    garland garner garrett gaudreau gaudreault gaur gauthier ge gelinas gendron geng germain
    gervais ghosh ghuman gibbons gibson giesbrecht giguere gilbert gill gillespie gillis gilmore
    gingras giordano girard giroux glenn glover godbout goel goldberg goldman gomes gomez
    goncalves gong gonzalez goodwin gordon gosal gosselin gould goulet graham greco greenberg
    greene greenwood gregoire gregory grewal griffin griffiths gu guan guay guillemette gunner
    guo gupta gutierrez ha haddad hahn haidar hale hamel hamilton hammond han hanna hansen
    hanson hao harding harmon harper harrington harris harrison hart hartmann harvey hassan
    hastings hatcher hayes he healy hebert henderson henry herbert hernandez hewitt hicks
    higgins ho hoang hobbs hodgson hoffman hogan holmes hong hooker hooper hopkins hopper horton
    horvath hossain hou houde houston howard howe howell hsieh hsu hu hua huang hubbard hudson
    hughes hui humphrey hundal hung hunter huo hussain hussein hussen hutchings hutchinson
    hutchison huynh hyde hyder ibrahim ip iqbal irvine irving irwin islam ivanov iyer jackson
    jacobs jacques jafri jain james jamieson jang jansen janzen jarvis jaswal jay jean jefferson
    jenkins jennings jensen jha ji jia jian jiang jiao jimenez jin jing johal johns johnson
    johnston johnstone jones jordan joseph joshi joyce jung kahlon kam kan kane kang kaplan
    kapoor karim katz kaufman kaul kaur ke keith keller kelley kelly kemp kennedy kenny kent
    kerr khalid khan khanna khera khokhar khosla khoury khurana kidd kim kirby kirk klassen
    klein knox ko kohli kong koo kovacs kowalski kramer krause krishnan kuang kular kumar kung
    kuo kwan kwok kwon kwong labbe labelle labonte labrecque lacasse lachance lachapelle lacroix
    laflamme lafontaine lai lal laliberte lalonde lam lambert lamontagne lamoureux lan landry
    lang lange langlois lao lapierre laplante lapointe lariviere laroche larocque larose
    larouche larsen larson lau lauzon lavallee lavigne lavoie lawrence laws lawson le lebel
    leblanc leclerc leduc lee lefebvre legault lehmann lei lemay lemieux leonard leong lepage
    leslie lessard letourneau leung levesque levine levy lewis li lian liang liao lien lilly lim
    lin lindsay ling liu livingstone lloyd lo lobb logan loh lok lombardi loo lopes lopez lou
    lowe lu lucas lui luk luo luong lussier lv ly lynch lyons ma macdonald macdougall mace
    macgregor machado mackay mackenzie mackinnon maclean macleod macmillan macneil macpherson
    macrae maguire mah mahal mahmood mahoney mai mak malhi malhotra malik maloney maltais
    mancini mann manning mansour mao marcotte marcoux marino marques marshall marsham martel
    martin martineau martinez martini mason matheson mathieu mathur matthews maxwell mayer
    mcallister mcarthur mcbride mccabe mccall mccallum mccann mccarthy mccauley mcclure
    mcconnell mccormack mccormick mccoy mccullough mcdermott mcdonald mcdougall mcdowell mcewan
    mcfarlane mcgee mcgill mcgowan mcgrath mcgregor mcguinness mcguire mcintosh mcintyre mckay
    mckee mckenna mckenzie mckinley mckinnon mclaren mclaughlin mclean mcleod mcmahon mcmillan
    mcnally mcneil mcneill mcpherson mcrae mcwilliams medeiros mehmood mehta mei meier melo
    menard mendes mendoza meng menon mercier meyer mian miao michaels michaud middleton miller
    min ming mirza mishra mistry mitchell mo modi mohamed mohammad mohammed mok monroe
    montgomery moor moore morales moran moreau moreira moreno moretti morgan morin morissette
    morris morrison morrissey morrow morton moser mu muir mukherjee mullen muller mullins munro
    murdoch murphy murray mustafa myers nadeau naidu nair nan nanda naqvi narang nash nassar
    natt nawaz nayak nelson neufeld newton ng ngai ngan ngo nguyen ni nichols nicholson nick
    nicol nie nijjar ning niu nixon noel nolan norman norris norton novak nowak nunes oconnell
    oconnor odonnell ohara oliveira oliver olsen olson omar on oneil oneill ong oregan orr ortiz
    osborne ou ouellet ouellette ouyang owen owens pabla pacheco padda paine palmer pandey
    pandher pang paquette paquin paradis pare parker parmar parr patel paterson pathak patterson
    patton paul payne pearce pearson pei pelletier peng penner pepin pereira perez perkins
    perrault perreault perron perry peters petersen peterson petrov pham phan phillips pi picard
    piche pierce pillai pinto piper pitt plourde pollock poole popov popovic porter potter
    potvin poulin pouliot pounds powell prasad pratt preston prevost prior proulx provencher
    provost pryor pu purewal qi qian qiao qin qiu qu quan quinn qureshi rahman rai raja rajput
    ramirez ramos ramsay ramsey rana randall randhawa rao rashid rathore rattan raymond reddy
    reeves rehman reid reimer ren renaud reyes reynolds rhodes ribeiro ricci rice richard
    richards richardson richer richter riley rioux ritchie rivard rivera rizzo roberge robert
    roberts robertson robins robinson robitaille robson rodgers rodrigue rodrigues rodriguez
    rogers romano romero rong rosen ross rossi rousseau rowe roy ruan rubin rudd ruff ruiz
    russell russo ryan saad sadler saeed sahota saini saleem saleh salem saliba samson sanchez
    sanders sanderson sandhu sangha santoro santos sarai sarkis saunders savard savoie sawyer
    schaefer schafer schmidt schneider scholz schreiber schroeder schubert schultz schulz
    schwartz scott seguin sekhon sethi sewell sha shah shahid shaikh shan shang shao sharma
    sharpe shaw shears sheehan sheikh shen shergill sheridan sherman shi shih shin shu shukla
    shum si siddiqui sidhu silva simard simmons simon simpson sims sinclair singh sinha sirois
    siu sivakumar skinner slater sloan smit smith snyder soares sodhi sohal sohi sorensen soucy
    sousa souza spence spencer sran srivastava st-jean st-laurent st-pierre stanley steed steele
    stein stephens stephenson stevens stevenson stewart stokes stork strauss stuart su
    subramaniam suen sui sullivan sung sutherland sutton suzuki sweeney sweeting syed sze szeto
    tai tait tam tan tanaka tang tanguay tanner tao tavares taylor teixeira teng teo tessier
    thakur thatcher theriault therrien thibault thibeault thibodeau thiessen thind thomas
    thompson thomson thorne thornton tian ting tiwari to todd toews tong toor torres townsend
    tran tremblay trepanier trottier trudel truong tsai tsang tse tseng tsui tu tuck tucker tuff
    tun tung turcotte turgeon turnbull turner tyler underwood unger uppal vachon vail
    vaillancourt van-dyk vance vane vargas varma vasquez vaughan veilleux venus verma vezina
    vidal vincent virani virk visser vo voth vu vuong wagner wai walia walker wallace walsh
    walters walton wan wang waraich ware warkentin warner warren washington watkins watson watt
    watts weaver webb webber weber webster wei weir weiss welch wen weng werner wheeler wick
    wiebe wilder wilkins wilkinson williams williamson willis wilson winkle wolfe wong woo
    woodward wright wu wyatt xi xia xiang xiao xie xin xing xiong xu xue yadav yam yamamoto yan
    yang yao yates ye yee yeh yen yeung yi yim yin ying yip yiu yoon you yu yuan yue yuen yun
    yung zafar zahid zaidi zaman zeng zha zhai zhan zhang zhao zheng zhong zhou zhu zhuang
    zimmerman zou zuo
    """.split()
)
"""Surnames that many people have, none of them in ``COMMON_WORDS``."""

GIVEN_NAMES = frozenset(
    """
    aarav aaron abdul abigail abraham adam addison adele adrian adrien agathe agnes ahmad ahmed
    ai aidan aisha ajay akshay alain alan alana albert alberto alec alejandro aleksandr
    alessandro alex alexa alexander alexandra alexandre alexandria alexei alexis alfred ali
    alice alicia alina aline alison allan allen allison alphonse alvin alyssa amal amanda
    amandeep amar amber amelia amelie amina amir amit amos amrit amy ana anais ananya andre
    andrea andreanne andrei andrew andy angel angela angelina angelo angie angus anik anika anil
    anita anjali ann anna annabelle anne annette annick annie anthony antoine antoinette anton
    antonia antonio anwar april archie arianna arianne ariel arjun arlene armand arnaud arnold
    arthur arun asha ashley ashok ashton asif astrid aubrey audrey august auguste augustin
    aurelie aurora austin ava avery ayesha aziz baljit barack barb barbara barney barry bart
    basil beatrice beau becky belinda ben benedict benita benjamin benoit bernadette bernard
    bernice bernie bert bertha bertrand beth bethany betsy betty beverly bianca bilal bill
    billie billy bin blaine blair blaise blake blanche bo bob bobbie bobby bonnie boris brad
    bradley brandon brenda brendan brent bret brett brian brianna bridget brigitte britney
    brittany brock brody brooke bruce bruno bryan bryce bryn byron caitlin caleb calvin cam
    cameron camilla camille candace cara carina carl carla carlo carlos carly carmen carol
    carole caroline carolyn carrie carson carter casey cassandra catherine cathy cecil cecile
    cecilia cedric celeste celia celine cesar chad chantal chao charlene charles charlie
    charlotte chase chelsea cheng cheryl chester chloe chris christa christian christiane
    christina christine christophe christopher chuck chun cindy claire clara clarence clarissa
    clark claude claudette claudia claudine clayton clement cliff clifford clint clinton clive
    clyde cody colby cole colette colin colleen connie connor conrad constance cora corey
    corinne cory courtney craig cristina crystal curt curtis cynthia cyril daisy dakota dale
    dallas damian damien damon dan dana dani daniel daniela daniele danielle danny dante daphne
    darcy daria darlene darrell darren darryl daryl dave david dawn dean deanna deb debbie
    deborah debra deepa deepak delphine denis denise dennis derek dermot desmond dev devin devon
    diana diane dick didier diego dillon dimitri dina dirk divya dmitri dolly dolores dominic
    dominique don donald donna donovan dora doreen doris dorothy doug douglas drake drew duncan
    dustin dwayne dwight dylan earl ed eddie eddy edgar edith edmond edmund eduardo edward edwin
    eileen elaine eleanor elena eli elias elijah elisa elisabeth elise eliza elizabeth ella
    ellen ellie elliot elliott elmer elsa elsie elvis emil emile emilie emily emma emmanuel
    emmanuelle enrico eric erica erik erika erin ernest ernie erwin esteban estelle esther ethan
    etienne eugene eugenie eva evan evangeline evans eve evelyn evelyne ezra fabien fabienne
    fabio fahad faisal faith fang farah farid fatemeh fatima faye fei felicia felicity felix
    feng ferdinand fernand fernando fiona flora florence floyd frances francesca francesco
    francis francisco franck franco francois francoise frank frankie franklin franz fred freda
    freddie frederic frederick frieda gabriel gabriela gabrielle gagan gail ganesh gang gareth
    garry garth gary gaston gavin gemma gene genevieve geoff geoffrey george georges georgia
    georgina gerald geraldine gerard german gerry gilbert gilberte giles gilles gillian gina
    ginette ginger gino giorgio giovanni giselle gita gladys glen glenda glenn gloria gordon
    grace graeme graham greg gregoire gregory greta guillaume guo gurdeep gurpreet gus gustave
    guy gwen gwendolyn hai haider hailey hakim hal hamid hamza hank hannah hans hao harbhajan
    hardeep harjit harman harmon harold harpreet harriet harrison harry harsh harvey hasan
    hassan hazel heather hector heidi helen helena helene henri henriette henry herb herbert
    herman hilary hilda holly homer hong hope horace howard hua hubert huda hugh hugo hugues hui
    humphrey hussein ian ibrahim ida idris ignace igor ike imran inderjit indira ines ingrid ira
    irene iris irma irving isaac isabel isabella isabelle isaiah ishaan ivan ivy jack jackie
    jackson jacob jacqueline jacques jade jagdeep jagdish jaime jake jamal james jamie jamila
    jan jana jane janelle janet janice janine jared jasmin jasmine jason jaspreet jaswinder
    javier jay jayne jean jeanette jeanne jeannine jeff jeffrey jen jenna jennie jennifer jenny
    jerald jeremie jeremy jerome jerry jesse jessica jessie jesus jian jie jill jim jimmy jing
    jo joan joanna joanne jocelyn jocelyne jodi jody joe joel joelle joey johanna johanne john
    johnny jon jonah jonas jonathan jordan jorge jose josee joseph josephine josh joshua josiane
    joy joyce juan juanita jude judith judy jules julia julian juliana julianne julie julien
    juliet juliette julio julius jun june justin justine kabir kai kaitlyn kamal karan karanjit
    kareem kareema karen karim karina karine karl karla kassandra kate katelyn katherine
    kathleen kathryn kathy katia katie katrina kavita kay kayla keith kelley kelly kelsey kelvin
    ken kenneth kenny kent kerry kevin khadija khalid kim kimberly kiran kirk kirsten krista
    kristen kristin kristina kristopher kulwinder kurt kyla kyle lacey laila lakshmi lan lana
    lance lara larry lata laura laure laurel lauren laurence laurent lauretta laurie lawrence
    layla lea leah leanne lee lei leila lena leo leon leona leonard leonardo leroy lesley leslie
    lester levi lewis li liam liang lihua lila lillian lily lin lina linda lindsay lindsey ling
    lionel lisa lise lisette liz liza logan lois lola long lorenzo loretta lori lorna lorne
    lorraine lou louis louise luc luca lucas lucia lucie lucien lucille lucy luigi luis luke
    lydia lyle lynda lynn lynne mabel mackenzie madeleine madeline madison mae magdalena maggie
    mahmoud maia malcolm malik mandeep mandy manish manjit manon manpreet manuel mara marc
    marcel marcelle marcia marco marcus margaret margarita marge margo margot marguerite maria
    mariam marian marianne marie marielle marilyn marina mario marion marissa marjorie mark
    marlene marsha marshall martha martin martina martine marty marvin marwan mary maryam maryse
    mason mathieu mathilde matt matteo matthew matthias maude maureen maurice mauricio max
    maxime maximilian maxine maya meera meghan mehdi mei mei-ling mel melanie melinda melissa
    melvin mercedes meredith mia michael michel michele micheline michelle mick miguel mikael
    mike mikhail mila mildred miles millie milton mimi min mindy ming mira miranda miriam mitch
    mitchell mohamed mohammad mohammed mohan mohit moira molly mona monica monika monique morgan
    moses muhammad muriel murray mustafa myles myra myriam na nabil nadia nadine nadir nancy
    naomi naomie narendra nasir nasser natalia natalie natasha nathalie nathan nathaniel navdeep
    naveen ned neha neil nelly nelson nessa nestor nicholas nick nicolas nicole nigel nikhil
    nikita nikki nikola nina nisha nitin noah noel noemie noor nora norma norman odette olga
    olive oliver olivia olivier omar ophelia osama oscar otto owen paige pam pamela paolo
    parminder pascal pascale pat patrice patricia patrick patsy patti patty paul paula paulette
    pauline pavel pearl pedro peggy penelope peng penny percy perry pete peter petra phil philip
    philippe phillip phoebe phyllis pierre pierrette ping polly pooja pradeep prakash prem
    preston priscilla priya priyanka puneet qiang qing quentin quincy rachel rachelle rafael
    rahul raj rajesh rajiv rakesh ralph ramandeep ramesh ramon ramona randall randolph randy
    rani rania raphael raquel rashid ravi ray raymond rebecca reg regan reggie regina reginald
    rejean rekha remi rena renata renaud rene renee reuben rex reza rhoda rhonda ricardo richard
    rick ricky riley rita rob robbie robert roberta roberto robin rochelle rod roderick rodney
    rodrigo roger rohan rohit roland rolande romain roman romeo ron ronald rong ronnie rory rosa
    rosalie rosalind rosanne rose roseanne roslyn ross roxanne roy ruby rudolf rudolph rudy
    rufus rui rupert russ russell ruth ryan saad sabine sabrina sacha sachin sadie said sal
    saleh salim sally salman salvatore sam samantha samir samira samuel sana sandeep sandra
    sandrine sandy sangeeta sanjay santiago sara sarah sarita sasha satish saul scott sean
    sebastian sebastien seema selena serena serge sergei sergio seth shahid shan shane shania
    shannon sharon shaun shauna shawn sheila shelby sheldon shelley sherry shirin shirley shreya
    shu sid sidney sierra silvia simon simona simone simran sita solange sonia sonja sonya
    sophia sophie soraya spencer stacey stacy stan stanley stefan stefanie stella steph stephan
    stephane stephanie stephen steve steven stewart stuart sue sukhdeep sukhwinder summer sunil
    sunita suresh surinder susan susanna sushil suzanne suzie swati sydney sylvain sylvester
    sylvia sylvie tabitha tahir tamara tammy tania tanya tao tara tariq tasha taylor ted terence
    teresa teri terrence terry tess tessa thelma theo theodore theresa therese thierry thomas
    tiffany tim timothy tina ting toby todd tom tommy toni tony tracey tracy travis trevor
    tricia trina trish tristan troy tyler tyrone uma umar ursula usha valentina valerie vanessa
    varun vera vernon veronica veronique vicki vicky victor victoria vijay vikas vikram vince
    vincent vinod viola violet virginia virginie vivek vivian viviane vladimir wade waleed
    wallace wally walter wanda warren wayne wei wen wendy wesley whitney wilbur wilfred wilhelm
    will willem william willie wilma winnie winston xavier xiao xin xing yan yang yann yannick
    yash yasir yasmin yasmine yasser ying yolanda yong yousef yu yuan yun yusuf yvan yves yvette
    yvonne zach zachary zain zainab zara zhen zhi zhong zoe zoey
    """.split()
)
"""Given names: one before a surname says whose it is, and a surname that is one says little."""

NICKNAMES: dict[str, frozenset[str]] = {
    given: frozenset(short.split())
    for given, short in {
        "alexander": "alex sandy",
        "alexandra": "alex",
        "alexandre": "alex",
        "andrew": "andy drew",
        "anthony": "tony",
        "benjamin": "ben",
        "catherine": "cathy kate",
        "charles": "charlie chuck",
        "christopher": "chris",
        "daniel": "dan danny",
        "david": "dave",
        "donald": "don",
        "douglas": "doug",
        "edward": "ed eddie ted",
        "elizabeth": "liz beth lizzie",
        "francis": "frank",
        "frederick": "fred",
        "gerald": "gerry",
        "gregory": "greg",
        "jagmeet": "jag",
        "james": "jim jimmy",
        "jennifer": "jen jenny",
        "jonathan": "jon",
        "joseph": "joe",
        "kenneth": "ken",
        "lawrence": "larry",
        "matthew": "matt",
        "michael": "mike",
        "nathaniel": "nate",
        "nicholas": "nick",
        "patricia": "pat patty",
        "patrick": "pat",
        "peter": "pete",
        "philip": "phil",
        "raymond": "ray",
        "richard": "rick dick",
        "robert": "rob bob bobby",
        "ronald": "ron",
        "samuel": "sam",
        "stephanie": "steph",
        "stephen": "steve",
        "steven": "steve",
        "susan": "sue",
        "theodore": "ted",
        "thomas": "tom",
        "timothy": "tim",
        "valerie": "val",
        "william": "bill will billy",
    }.items()
}
"""Short forms of given names; with a surname they name as the full given name does."""
